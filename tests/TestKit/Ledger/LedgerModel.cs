using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>
/// The rules of money once more, as plainly as can be and sharing no code with the ledgers: what random tests compare a
/// ledger with. It compares requests by their parts, not by fingerprint, and looks a key up before anything else.
/// </summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<WalletId, ModelWallet> _wallets = new()
    {
        [WalletId.Issuer] = new ModelWallet(),
        [WalletId.Escrow] = new ModelWallet(),
    };
    private readonly Dictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor, Timestamp? ResetsAt)>
        _records = [];

    public IReadOnlyDictionary<WalletId, ModelWallet> Wallets => _wallets;

    public IReadOnlyDictionary<(WalletId Caller, IdempotencyKey Key), (
        LedgerCommand Command, OutcomeCode Code, Transfer? Transfer, long? RemainingMinor, Timestamp? ResetsAt)>
        Records => _records;

    /// <summary>Payment requests, as they are stored.</summary>
    public Dictionary<RequestId, PaymentRequest> Requests { get; } = [];

    public void Register(WalletId wallet) => _wallets.Add(wallet, new ModelWallet());

    public Decision Decide(LedgerCommand command, Timestamp now)
    {
        if (command.Operation is Operation.Refund or Operation.Capture or Operation.Release
            && command.Caller != WalletId.Escrow)
        {
            var named = Find(command.Link!.Value);
            if (JudgeNamed(command, named) is { } refused)
                return new Decision(refused);
            if (command.Operation != Operation.Capture)
                command = GiveBackTo(named.Hold?.Payer ?? named.Sender, command);
        }

        if (_records.TryGetValue((command.Caller, command.Key), out var record))
        {
            return Request(record.Command) == Request(command)
                ? new Decision(record.Code, record.Transfer, record.Transfer is null
                || record.Transfer.Id != command.ProposedId, record.RemainingMinor, record.ResetsAt)
                : new Decision(OutcomeCode.IdempotencyKeyReused);
        }

        if (!_wallets.ContainsKey(command.Caller))
            return new Decision(OutcomeCode.CallerNotFound);
        if (command.Link is { } asked && command.Operation == Operation.Transfer)
            return Pay(command, Requests[new RequestId(asked.Value)], now);
        var remaining = command.Link is { } link ? Remaining(link) : (long?)null;
        var amount = command.Amount.IsRest ? remaining!.Value : command.Amount.Minor;
        var code = Judge(command, amount, now);
        var hold = command.Link is { } id ? Find(id).Hold : null;
        if (code == OutcomeCode.Committed)
            code = JudgeRest(command, amount, remaining, hold, At(command, now));
        Timestamp? resetsAt = null;
        if (code == OutcomeCode.Committed && command.Operation is Operation.Transfer or Operation.Hold)
        {
            var at = At(command, now);
            if (Allowed(command.Sender, at) is { } allowed && amount > allowed)
                (code, remaining, resetsAt) = (OutcomeCode.LimitExceeded, allowed, EndOfDay(at));
        }

        var transfer = code == OutcomeCode.Committed ? Move(command, amount, now, hold) : null;
        remaining = code is OutcomeCode.RefundExceeds or OutcomeCode.HoldExceeds or OutcomeCode.LimitExceeded
            ? remaining
            : null;
        // What comes by itself is asked for again, and so is what a key of the house is for.
        if (code != OutcomeCode.Committed && (command.Key.Value.StartsWith("expire:", StringComparison.Ordinal)
            || command.Key.Value.StartsWith("request:", StringComparison.Ordinal)))
            return new Decision(code, RemainingMinor: remaining, ResetsAt: resetsAt);
        _records.Add((command.Caller, command.Key), (command, code, transfer, remaining, resetsAt));
        return new Decision(code, transfer, RemainingMinor: remaining, ResetsAt: resetsAt);
    }

    private static OutcomeCode? JudgeNamed(LedgerCommand command, Transfer named)
    {
        WalletId?[] parties = [named.Sender, named.Receiver, named.Hold?.Payer, named.Hold?.Receiver];
        if (command.Operation != Operation.Refund)
            return named.Operation == Operation.Hold && named.Hold!.Receiver == command.Caller
                ? null
                : OutcomeCode.TransferNotFound;
        if (!parties.Contains(command.Caller))
            return OutcomeCode.TransferNotFound;
        return command.Caller == named.Receiver && named.Operation is (Operation.Transfer or Operation.Capture)
            ? null
            : OutcomeCode.NotRefundable;
    }

    private static LedgerCommand GiveBackTo(WalletId payer, LedgerCommand command) => command with
    {
        Receiver = payer,
        Fingerprint = Fingerprint.Of(command.Operation, payer, command.Amount, command.Note, command.Link),
    };

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
        .Where(transfer => transfer.Operation is Operation.Transfer or Operation.Hold && transfer.Sender == sender
            && transfer.CreatedAt.ToDateTimeOffset().Date == at.ToDateTimeOffset().Date)
        .Sum(static transfer => transfer.Amount.Minor);

    private static (Operation, WalletId, Amount, string?, TransferId?, TimeSpan?) Request(LedgerCommand command) =>
        (command.Operation, command.Hold?.Receiver ?? command.Receiver, command.Amount, command.Note?.Value,
            command.Link, command.Hold?.ExpiresIn);

    private static OutcomeCode JudgeRest(
        LedgerCommand command, long amount, long? remaining, HoldTerms? hold, Timestamp at)
    {
        var isOver = hold is not null && at.UnixMicroseconds >= hold.ExpiresAt.UnixMicroseconds;
        return command.Operation switch
        {
            Operation.Refund or Operation.Reversal when amount == 0 || amount > remaining => OutcomeCode.RefundExceeds,
            Operation.Capture when isOver => OutcomeCode.HoldExpired,
            Operation.Capture or Operation.Release when remaining == 0 => OutcomeCode.HoldClosed,
            Operation.Capture when amount > remaining => OutcomeCode.HoldExceeds,
            Operation.Release when command.Caller.IsEscrow && !isOver => OutcomeCode.Unavailable,
            _ => OutcomeCode.Committed,
        };
    }

    private Transfer Find(TransferId id) => _records.Values.Select(static record => record.Transfer).OfType<Transfer>()
        .Single(transfer => transfer.Id == id);

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
        var at = At(command, now);
        if (Allowed(command.Sender, at) is { } allowed && request.Amount.Minor > allowed)
            return new Decision(OutcomeCode.LimitExceeded, RemainingMinor: allowed, ResetsAt: EndOfDay(at));
        if (StateOf(request.Id, at) is var state and not PaymentRequestState.Open)
            return new Decision(OutcomeCode.RequestClosed, RequestState: state);
        var transfer = Move(command, request.Amount.Minor, now, null);
        Requests[request.Id] = request with { State = PaymentRequestState.Paid, Transfer = transfer.Id };
        _records.Add((command.Caller, command.Key), (command, code, transfer, null, null));
        return new Decision(code, transfer);
    }


    // Found by going through all that ever happened.
    private long Remaining(TransferId link)
    {
        var transfers = _records.Values.Select(static record => record.Transfer).OfType<Transfer>();
        var linked = Find(link);
        return linked.Operation is Operation.Transfer or Operation.Capture or Operation.Hold
            ? linked.Amount.Minor - transfers.Where(transfer => transfer.Link == link)
                .Sum(static transfer => transfer.Amount.Minor)
            : 0;
    }

    private OutcomeCode Judge(LedgerCommand command, long amountMinor, Timestamp now)
    {
        var goal = command.Hold?.Receiver ?? command.Receiver;
        if (goal == WalletId.Issuer || goal == WalletId.Escrow || !_wallets.ContainsKey(goal))
            return OutcomeCode.ReceiverNotFound;
        var (sender, receiver) = (_wallets[command.Sender], _wallets[command.Receiver]);
        if (command.Operation is not (Operation.Reversal or Operation.Release)
            && (sender.IsFrozen(FrozenSides.Debit, now) || receiver.IsFrozen(FrozenSides.Credit, now)))
            return OutcomeCode.WalletFrozen;
        if (command.Sender != WalletId.Issuer && command.Sender != WalletId.Escrow && amountMinor > sender.BalanceMinor)
            return OutcomeCode.InsufficientFunds;
        return command.Operation != Operation.Hold && receiver.BalanceMinor + amountMinor > 1_000_000_000_000_000
            ? OutcomeCode.BalanceLimit
            : OutcomeCode.Committed;
    }

    private Transfer Move(LedgerCommand command, long amountMinor, Timestamp now, HoldTerms? hold)
    {
        var (sender, receiver, at) = (_wallets[command.Sender], _wallets[command.Receiver], At(command, now));
        sender.BalanceMinor -= amountMinor;
        receiver.BalanceMinor += amountMinor;
        (sender.LastEntryAt, receiver.LastEntryAt) = (at, at);
        return new Transfer(
            command.ProposedId, command.Sender, command.Receiver, Amount.From(amountMinor), sender.BalanceMinor,
            receiver.BalanceMinor, at, command.Note, command.Operation, command.Link,
            command.Hold is { } made
                ? new HoldTerms(command.Sender, made.Receiver, at.Plus(made.ExpiresIn))
                : command.Sender.IsEscrow ? hold : null);
    }

    private Timestamp At(LedgerCommand command, Timestamp now) => new[]
    {
        now, _wallets[command.Sender].LastEntryAt, _wallets[command.Receiver].LastEntryAt,
    }.Max();

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
