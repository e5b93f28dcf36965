using System.Diagnostics;

namespace Wallet.Torture;

/// <summary>The history of one pair of wallets in one round: what was done, when each began, and when its outcome was
/// known.</summary>
internal sealed class PairRecorder(Person first, Person second)
{
    private const int MaxOperations = 400;

    private readonly Lock _lock = new();
    private readonly List<PairOperation> _reads = [];
    private readonly List<(Movement Movement, long Started)> _movements = [];
    private readonly Dictionary<Movement, int> _numbers = [];

    /// <summary>The present moment, on a clock that never steps.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>The state that the round began with.</summary>
    public PairState Start { get; } = new(first.Balance, second.Balance);

    /// <summary>Whether the history may grow.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _reads.Count + _movements.Sum(static item => Calls(item.Movement)) < MaxOperations;
        }
    }

    /// <summary>Takes a read of a balance that has just ended.</summary>
    public void AddRead(Person of, long balance, long started) => Add(
        new PairOperation(PairAction.Read, of == first, 0, new PairAnswer(PairOutcome.Done, balance), started, Now));

    /// <summary>Takes a read of a hold of this history that has just ended.</summary>
    public void AddRead(Hold hold, Answer answer, long started)
    {
        var told = new PairAnswer(PairOutcome.Done, Told: answer.Number("captured"), State: answer.Text("state"));
        Add(new PairOperation(PairAction.ReadHold, false, 0, told, started, Now) { Of = About(hold) });
    }

    /// <summary>Takes a movement that begins now.</summary>
    public void Add(Movement movement)
    {
        lock (_lock)
        {
            _numbers.Add(movement, _movements.Count);
            _movements.Add((movement, Now));
        }
    }

    /// <summary>Something of this history that was paid and may be given back, one of the newest; null if there is
    /// none.</summary>
    public OwnMovement? SomePaid(Random random) => Newest<OwnMovement>(random, 4, static one =>
        one is { Moved: true } and (Payment { IsDeposit: false } or HoldEnd { IsCapture: true } or RequestPayment));

    /// <summary>A hold of this history, one of the newest; null if there is none.</summary>
    public Hold? SomeHold(Random random) => Newest<Hold>(random, 2, static hold => hold.Moved);

    /// <summary>A payment request of this history, the newest or the one before; null if there is none.</summary>
    public RequestPayment? SomeRequest(Random random) => Newest<RequestPayment>(random, 2, static _ => true);

    /// <summary>The history as it is known by now.</summary>
    public IReadOnlyList<PairOperation> Operations()
    {
        lock (_lock)
            return
            [
                .. _reads,
                .. _movements.SelectMany(item => item.Movement is RequestPayment payment
                    ? OfRequest(payment)
                    : [OfMovement(item.Movement, item.Started)]),
            ];
    }

    private static int Calls(Movement movement) => movement is RequestPayment { Of: var request }
        ? request.Calls.Count
        : 1;

    private void Add(PairOperation read)
    {
        lock (_lock)
            _reads.Add(read);
    }

    private T? Newest<T>(Random random, int among, Func<T, bool> isWanted)
        where T : Movement
    {
        lock (_lock)
        {
            var newest = _movements.Select(static item => item.Movement).OfType<T>().Where(isWanted)
                .TakeLast(among).ToList();
            return newest.Count == 0 ? null : newest[random.Next(newest.Count)];
        }
    }

    private PairOperation OfMovement(Movement movement, long started) => movement switch
    {
        Hold => Of(movement, PairAction.Hold, movement.SenderId, movement.Amount, started),
        HoldEnd { IsCapture: true } end =>
            Of(end, PairAction.Capture, end.CreditedId, end.Asked ?? 0, started) with { Of = About(end.Of) },
        HoldEnd end => Of(end, PairAction.Release, end.Caller.WalletId, 0, started) with { Of = About(end.Of) },
        Refund back =>
            Of(back, PairAction.GiveBack, back.SenderId, back.Asked ?? 0, started) with { Of = About(back.Of) },
        Reversal back =>
            Of(back, PairAction.GiveBack, back.SenderId, back.Asked ?? 0, started) with { Of = About(back.Of) },
        { IsDeposit: true } => Of(movement, PairAction.Deposit, movement.CreditedId, movement.Amount, started),
        _ => Of(movement, PairAction.Transfer, movement.SenderId, movement.Amount, started),
    };

    private PairOperation Of(Movement movement, PairAction action, string ownId, long asked, long started) =>
        movement.Outcome is { } outcome
            ? new PairOperation(action, ownId == first.WalletId, asked, AnswerOf(movement, outcome, action, ownId),
                started, movement.KnownAt)
            : new PairOperation(action, ownId == first.WalletId, asked, null, started, PairOperation.Never);

    private static PairAnswer AnswerOf(Movement movement, Answer outcome, PairAction action, string ownId)
    {
        var code = PairAnswer.OutcomeOf(outcome);
        long? told = code switch
        {
            PairOutcome.Done when action is PairAction.GiveBack or PairAction.Capture or PairAction.Release =>
                movement.Amount,
            PairOutcome.Exceeds => outcome.Number(action == PairAction.Capture ? "remaining" : "refundable"),
            _ => null,
        };
        return new PairAnswer(code, code == PairOutcome.Done ? movement.BalanceAfter(ownId) : null, told);
    }

    // Each call is one operation, for no refusal is for ever. A request is closed once: of the calls that nobody knows
    // of, only those can have done it that make of it what it is now, and the first of them at any time since.
    private IEnumerable<PairOperation> OfRequest(RequestPayment payment)
    {
        var state = payment.Of.News.FirstOrDefault(static one => one.IsFinal)?.State;
        foreach (var kind in payment.Of.Calls.Where(call => call.IsInDoubt && (state is null || call.Into == state))
            .GroupBy(static call => call.Action))
            yield return OfCall(payment, kind.MinBy(static call => call.Started)!, null);
        foreach (var call in payment.Of.Calls.Where(static call => call.Answer.Status is 200 or 201 or 422))
            yield return OfCall(payment, call, AnswerOf(call.Answer));
    }

    private static PairAnswer AnswerOf(Answer answer) => new(
        PairAnswer.OutcomeOf(answer), answer.Status == 201 ? answer.Number("balanceAfter") : null,
        State: answer.Text("state") is { Length: > 0 } state ? state : null);

    private PairOperation OfCall(RequestPayment payment, RequestCall call, PairAnswer? answer) => new(
        call.Action, call.Action == PairAction.CancelRequest ? payment.CreditedId == first.WalletId
            : payment.SenderId == first.WalletId,
        0, answer, call.Started, answer is null ? PairOperation.Never : call.Ended)
    {
        Of = About(payment),
    };

    private (int Number, long Amount) About(Movement movement)
    {
        lock (_lock)
            return (_numbers[movement], movement.Amount);
    }
}
