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
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor, Timestamp? ResetsAt)>
        _records = [];

    public IReadOnlyDictionary<WalletId, ModelWallet> Wallets => _wallets;

    public IReadOnlyDictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor, Timestamp? ResetsAt)>
        Records => _records;

    public void Register(WalletId wallet) => _wallets.Add(wallet, new ModelWallet());

    public Decision Decide(LedgerCommand command, Timestamp now)
    {
        if (_records.TryGetValue((command.Caller, command.Key), out var record))
        {
            return Request(record.Command) == Request(command)
                ? new Decision(record.Code, record.Transfer, record.Transfer is null
                || record.Transfer.Id != command.ProposedId, record.RemainingMinor, record.ResetsAt)
                : new Decision(OutcomeCode.IdempotencyKeyReused);
        }

        if (!_wallets.ContainsKey(command.Caller))
            return new Decision(OutcomeCode.CallerNotFound);
        var remaining = command.Link is { } link ? Remaining(link) : (long?)null;
        var amount = command.Amount.IsRest ? remaining!.Value : command.Amount.Minor;
        var code = Judge(command, amount, now);
        if (code == OutcomeCode.Committed && (amount == 0 || amount > (remaining ?? amount)))
            code = OutcomeCode.RefundExceeds;
        Timestamp? resetsAt = null;
        if (code == OutcomeCode.Committed && command.Operation == Operation.Transfer)
        {
            var at = DateOf(command, now);
            if (Allowed(command.Sender, at) is { } allowed && amount > allowed)
                (code, remaining, resetsAt) = (OutcomeCode.LimitExceeded, allowed, EndOfDay(at));
        }

        var transfer = code == OutcomeCode.Committed ? Move(command, amount, now) : null;
        remaining = code is OutcomeCode.RefundExceeds or OutcomeCode.LimitExceeded ? remaining : null;
        _records.Add((command.Caller, command.Key), (command, code, transfer, remaining, resetsAt));
        return new Decision(code, transfer, RemainingMinor: remaining, ResetsAt: resetsAt);
    }

    /// <summary>Sets a wallet's limits.</summary>
    public void Limit(WalletId wallet, SpendingLimits wanted, Timestamp now)
    {
        var (model, at) = (_wallets[wallet], Later(now, _wallets[wallet].LastEntryAt));
        var (perTransfer, perDay) = InForce(model, at);
        if (model.Raise is { } waiting && at < waiting.From && waiting.Wanted == wanted)
            return;
        model.Limits =
            new SpendingLimits(Least(perTransfer, wanted.PerTransferMinor), Least(perDay, wanted.PerDayMinor));
        model.Raise = model.Limits == wanted
            ? null
            : (wanted, new Timestamp(at.UnixMicroseconds + 24L * 3600 * 1_000_000));
    }

    /// <summary>What a wallet's owner sees.</summary>
    public SpendingView See(WalletId wallet, Timestamp now)
    {
        var (model, at) = (_wallets[wallet], Later(now, _wallets[wallet].LastEntryAt));
        return new SpendingView(
            InForce(model, at),
            model.Raise is { } raise && at < raise.From ? new PendingLimits(raise.Wanted, raise.From) : null,
            SpentOnDayOf(wallet, at), EndOfDay(at));
    }

    private static Timestamp EndOfDay(Timestamp at) =>
        Timestamp.From(new DateTimeOffset(at.ToDateTimeOffset().Date, TimeSpan.Zero).AddDays(1));

    private static Timestamp Later(Timestamp a, Timestamp b) => a < b ? b : a;

    private static long? Least(params long?[] limits) => limits.Min();

    private static SpendingLimits InForce(ModelWallet wallet, Timestamp at) =>
        wallet.Raise is { } raise && !(at < raise.From) ? raise.Wanted : wallet.Limits;

    private long? Allowed(WalletId sender, Timestamp at)
    {
        var (perTransfer, perDay) = InForce(_wallets[sender], at);
        return Least(perTransfer, perDay is null ? null : Math.Max(0, perDay.Value - SpentOnDayOf(sender, at)));
    }

    // Found by going through all that ever happened, as well.
    private long SpentOnDayOf(WalletId sender, Timestamp at) => _records.Values
        .Select(static record => record.Transfer).OfType<Transfer>()
        .Where(transfer => transfer.Operation == Operation.Transfer && transfer.Sender == sender
            && transfer.CreatedAt.ToDateTimeOffset().Date == at.ToDateTimeOffset().Date)
        .Sum(static transfer => transfer.Amount.Minor);

    private Timestamp DateOf(LedgerCommand command, Timestamp now) =>
        new[] { now, _wallets[command.Sender].LastEntryAt, _wallets[command.Receiver].LastEntryAt }.Max();

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
        var at = DateOf(command, now);
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

        public SpendingLimits Limits { get; set; }

        public (SpendingLimits Wanted, Timestamp From)? Raise { get; set; }

        public Timestamp LastEntryAt { get; set; }

        public bool IsFrozen(FrozenSides side, Timestamp now) => Freeze is not null && Freeze.Sides.HasFlag(side)
            && (Freeze.Until is null || now.UnixMicroseconds < Freeze.Until.Value.UnixMicroseconds);
    }
}
