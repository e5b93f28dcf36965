using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>
/// The rules of money once more, as plainly as can be and sharing no code with the ledgers: what random tests compare a
/// ledger with. It compares requests by their parts, not by fingerprint, and looks a key up before anything else.
/// </summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<WalletId, ModelWallet> _wallets = new() { [WalletId.Issuer] = new ModelWallet() };
    private readonly Dictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor)> _records = [];

    public IReadOnlyDictionary<WalletId, ModelWallet> Wallets => _wallets;

    public IReadOnlyDictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor)> Records => _records;

    /// <summary>Payment requests, as they are stored.</summary>
    public Dictionary<RequestId, PaymentRequest> Requests { get; } = [];

    public void Register(WalletId wallet) => _wallets.Add(wallet, new ModelWallet());

    public Decision Decide(LedgerCommand command, Timestamp now)
    {
        if (_records.TryGetValue((command.Caller, command.Key), out var record))
        {
            return Request(record.Command) == Request(command)
                ? new Decision(record.Code, record.Transfer, record.Transfer is null
                || record.Transfer.Id != command.ProposedId, record.RemainingMinor)
                : new Decision(OutcomeCode.IdempotencyKeyReused);
        }

        if (!_wallets.ContainsKey(command.Caller))
            return new Decision(OutcomeCode.CallerNotFound);
        if (command.Link is { } asked && command.Operation == Operation.Transfer)
            return Pay(command, Requests[new RequestId(asked.Value)], now);
        var remaining = command.Link is { } link ? Remaining(link) : (long?)null;
        var amount = command.Amount.IsRest ? remaining!.Value : command.Amount.Minor;
        var code = Judge(command, amount, now);
        if (code == OutcomeCode.Committed && (amount == 0 || amount > (remaining ?? amount)))
            code = OutcomeCode.RefundExceeds;
        var transfer = code == OutcomeCode.Committed ? Move(command, amount, now) : null;
        remaining = code == OutcomeCode.RefundExceeds ? remaining : null;
        if (transfer is not null || !command.Key.Value.StartsWith("request:", StringComparison.Ordinal))
            _records.Add((command.Caller, command.Key), (command, code, transfer, remaining));
        return new Decision(code, transfer, RemainingMinor: remaining);
    }

    /// <summary>What a request is at a moment.</summary>
    public PaymentRequestState StateOf(RequestId id, Timestamp at) =>
        Requests[id] is { State: PaymentRequestState.Open } open
        && at.UnixMicroseconds >= open.ExpiresAt.UnixMicroseconds
            ? PaymentRequestState.Expired
            : Requests[id].State;

    private Decision Pay(LedgerCommand command, PaymentRequest request, Timestamp now)
    {
        var code = Judge(command, request.Amount.Minor, now);
        if (code != OutcomeCode.Committed)
            return new Decision(code);
        var at = new[] { now, _wallets[request.Payer].LastEntryAt, _wallets[request.Payee].LastEntryAt }.Max();
        if (StateOf(request.Id, at) is var state and not PaymentRequestState.Open)
            return new Decision(OutcomeCode.RequestClosed, RequestState: state);
        var transfer = Move(command, request.Amount.Minor, now);
        Requests[request.Id] = request with { State = PaymentRequestState.Paid, Transfer = transfer.Id };
        _records.Add((command.Caller, command.Key), (command, code, transfer, null));
        return new Decision(code, transfer);
    }

    private static (Operation, WalletId, Amount, string?, TransferId?) Request(LedgerCommand command) =>
        (command.Operation, command.Receiver, command.Amount, command.Note?.Value, command.Link);

    // Found by going through all that ever happened.
    private long Remaining(TransferId link)
    {
        var transfers = _records.Values.Select(static record => record.Transfer).OfType<Transfer>().ToList();
        var linked = transfers.Single(transfer => transfer.Id == link);
        return linked.Operation == Operation.Transfer
            ? linked.Amount.Minor - transfers.Where(transfer => transfer.Link == link)
                .Sum(static transfer => transfer.Amount.Minor)
            : 0;
    }

    private OutcomeCode Judge(LedgerCommand command, long amountMinor, Timestamp now)
    {
        if (command.Receiver.IsIssuer || !_wallets.TryGetValue(command.Receiver, out var receiver))
            return OutcomeCode.ReceiverNotFound;
        var sender = _wallets[command.Sender];
        if (command.Operation != Operation.Reversal
            && (sender.IsFrozen(FrozenSides.Debit, now) || receiver.IsFrozen(FrozenSides.Credit, now)))
            return OutcomeCode.WalletFrozen;
        if (!command.Sender.IsIssuer && amountMinor > sender.BalanceMinor)
            return OutcomeCode.InsufficientFunds;
        return receiver.BalanceMinor + amountMinor > 1_000_000_000_000_000
            ? OutcomeCode.BalanceLimit
            : OutcomeCode.Committed;
    }

    private Transfer Move(LedgerCommand command, long amountMinor, Timestamp now)
    {
        var (sender, receiver) = (_wallets[command.Sender], _wallets[command.Receiver]);
        var at = new[] { now, sender.LastEntryAt, receiver.LastEntryAt }.Max();
        sender.BalanceMinor -= amountMinor;
        receiver.BalanceMinor += amountMinor;
        (sender.LastEntryAt, receiver.LastEntryAt) = (at, at);
        return new Transfer(
            command.ProposedId, command.Sender, command.Receiver, Amount.From(amountMinor), sender.BalanceMinor,
            receiver.BalanceMinor, at, command.Note, command.Operation, command.Link);
    }

    internal sealed class ModelWallet
    {
        public long BalanceMinor { get; set; }

        public Freeze? Freeze { get; set; }

        public Timestamp LastEntryAt { get; set; }

        public bool IsFrozen(FrozenSides side, Timestamp now) => Freeze is not null && Freeze.Sides.HasFlag(side)
            && (Freeze.Until is null || now.UnixMicroseconds < Freeze.Until.Value.UnixMicroseconds);
    }
}
