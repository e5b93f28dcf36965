namespace Wallet.Torture;

/// <summary>How much of a payment or a hold is gone.</summary>
/// <param name="On">How much of a hold was captured.</param>
/// <param name="Back">How much went back to whoever paid.</param>
internal readonly record struct Taken(long On, long Back);

/// <summary>What has become of a payment request.</summary>
/// <param name="State">The state; null as long as it is open.</param>
/// <param name="BalanceAfter">The payer's balance right after its payment, which is told to whoever pays again.</param>
internal readonly record struct RequestFate(string? State, long BalanceAfter);

/// <summary>Two wallets and what there is between them, as the sequential model has them.</summary>
/// <param name="First">The first one's balance.</param>
/// <param name="Second">The second one's.</param>
/// <param name="Taken">How much is gone of which payment or hold.</param>
/// <param name="Requests">What has become of which payment request.</param>
internal readonly record struct PairState(
    long First, long Second, Few<Taken> Taken = default, Few<RequestFate> Requests = default)
{
    private static readonly PairAnswer NoMoney = new(PairOutcome.NoMoney), Closed = new(PairOutcome.Closed);

    /// <summary>The state after an operation, if it was answered what the model answers in this state; null
    /// otherwise.</summary>
    public PairState? After(PairOperation operation)
    {
        var (after, answer) = Do(operation);
        return operation.Answer is { } given && given != answer ? null : after;
    }

    /// <summary>What an operation does in this state, and what it is answered.</summary>
    public (PairState After, PairAnswer Answer) Do(PairOperation operation) => operation.Action switch
    {
        PairAction.Read => (this, Done(Own(operation))),
        PairAction.Deposit => Told(Add(operation.ByFirst, operation.Amount), operation),
        PairAction.Transfer => Transfer(operation),
        PairAction.GiveBack => GiveBack(operation),
        PairAction.Hold => Own(operation) < operation.Amount
            ? (this, NoMoney)
            : Told(Add(operation.ByFirst, -operation.Amount), operation),
        PairAction.Capture => Capture(operation),
        PairAction.Release => Release(operation),
        PairAction.ReadHold => (this, ReadHold(operation)),
        PairAction.PayRequest => Pay(operation),
        PairAction.CancelRequest => Close(operation, RequestNews.Cancelled),
        PairAction.DeclineRequest => Close(operation, RequestNews.Declined),
        PairAction.ReadRequest => (this, new PairAnswer(PairOutcome.Done, State: StateOf(operation))),
        _ => throw new InvalidOperationException($"There is no {operation.Action}."),
    };

    private (PairState, PairAnswer) Transfer(PairOperation operation) => Own(operation) < operation.Amount
        ? (this, NoMoney)
        : Told(Move(operation, operation.Amount), operation);

    private (PairState, PairAnswer) GiveBack(PairOperation operation)
    {
        var left = LeftOf(operation);
        var amount = operation.Amount == 0 ? left : operation.Amount;
        // Want of money is looked at first.
        if (Own(operation) < amount)
            return (this, NoMoney);
        if (amount == 0 || amount > left)
            return (this, new PairAnswer(PairOutcome.Exceeds, Told: left));
        return Told(Move(operation, amount).Take(operation, on: 0, back: amount), operation, amount);
    }

    private (PairState, PairAnswer) Capture(PairOperation operation)
    {
        var left = LeftOf(operation);
        var amount = operation.Amount == 0 ? left : operation.Amount;
        if (left == 0)
            return (this, Closed);
        if (amount > left)
            return (this, new PairAnswer(PairOutcome.Exceeds, Told: left));
        return Told(Add(operation.ByFirst, amount).Take(operation, on: amount, back: 0), operation, amount);
    }

    // Whoever releases is told no balance, for it is not the own one that changes.
    private (PairState, PairAnswer) Release(PairOperation operation) => LeftOf(operation) is var left and not 0
        ? (Add(!operation.ByFirst, left).Take(operation, on: 0, back: left),
            new PairAnswer(PairOutcome.Done, Told: left))
        : (this, Closed);

    private PairAnswer ReadHold(PairOperation operation)
    {
        var (on, back) = Taken.Of(operation.Of.Number);
        return new PairAnswer(PairOutcome.Done, Told: on,
            State: LeftOf(operation) > 0 ? "open" : back == 0 ? "captured" : "released");
    }

    private (PairState, PairAnswer) Pay(PairOperation operation)
    {
        var (state, balanceAfter) = Requests.Of(operation.Of.Number);
        // Paid again, it is answered as before.
        if (state == RequestNews.Paid)
            return (this, Done(balanceAfter));
        if (Own(operation) < operation.Of.Amount)
            return (this, NoMoney);
        if (state is not null)
            return (this, Closed with { State = state });
        var after = Move(operation, operation.Of.Amount);
        return Told(after.With(operation, new RequestFate(RequestNews.Paid, after.Own(operation))), operation);
    }

    private (PairState, PairAnswer) Close(PairOperation operation, string into)
    {
        var state = Requests.Of(operation.Of.Number).State;
        return state is null || state == into
            ? (With(operation, new RequestFate(into, 0)), new PairAnswer(PairOutcome.Done, State: into))
            : (this, Closed with { State = state });
    }

    private static PairAnswer Done(long balance, long? told = null) => new(PairOutcome.Done, balance, told);

    private static (PairState, PairAnswer) Told(PairState after, PairOperation operation, long? told = null) =>
        (after, Done(after.Own(operation), told));

    private string StateOf(PairOperation operation) => Requests.Of(operation.Of.Number).State ?? RequestNews.Open;

    private long LeftOf(PairOperation operation)
    {
        var (on, back) = Taken.Of(operation.Of.Number);
        return operation.Of.Amount - on - back;
    }

    private long Own(PairOperation operation) => operation.ByFirst ? First : Second;

    private PairState Add(bool toFirst, long amount) =>
        toFirst ? this with { First = First + amount } : this with { Second = Second + amount };

    // From the own wallet to the other one.
    private PairState Move(PairOperation operation, long amount) =>
        Add(operation.ByFirst, -amount).Add(!operation.ByFirst, amount);

    private PairState Take(PairOperation operation, long on, long back)
    {
        var before = Taken.Of(operation.Of.Number);
        return this with { Taken = Taken.With(operation.Of.Number, new Taken(before.On + on, before.Back + back)) };
    }

    private PairState With(PairOperation operation, RequestFate fate) =>
        this with { Requests = Requests.With(operation.Of.Number, fate) };
}
