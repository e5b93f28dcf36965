namespace Wallet.Torture;

/// <summary>A history of two wallets that did happen, in a simulation: each operation takes effect at one moment
/// between its beginning and its end.</summary>
internal sealed class SimulatedPair
{
    private const int Clients = 5, EachDoes = 16, RequestEvery = 40;

    // The more often, the more of them there are.
    private static readonly PairAction[] Menu =
    [
        PairAction.Read, PairAction.Read, PairAction.Read, PairAction.Deposit, PairAction.Transfer, PairAction.Transfer,
        PairAction.Transfer, PairAction.GiveBack, PairAction.GiveBack, PairAction.Hold, PairAction.Capture,
        PairAction.Capture, PairAction.Release, PairAction.ReadHold, PairAction.PayRequest, PairAction.PayRequest,
        PairAction.CancelRequest, PairAction.DeclineRequest, PairAction.ReadRequest,
    ];

    private readonly List<PairOperation> _operations = [];
    private readonly PairState _state = Start;
    private readonly long _end;

    /// <summary>Makes one.</summary>
    /// <param name="random">The dice.</param>
    /// <param name="lost">Whether some answers get lost.</param>
    /// <param name="twice">What is carried out twice, once; null for nothing.</param>
    public SimulatedPair(Random random, bool lost, PairAction? twice = null)
    {
        var plans = Enumerable.Range(0, Clients).SelectMany(_ => Plan(random)).OrderBy(static plan => plan.At).ToList();
        foreach (var (started, _, ended) in plans)
        {
            if (Ask(random, started) is not { } asked)
                continue;
            var isLost = lost && !IsRead(asked.Action) && random.Next(10) == 0;
            if (isLost && random.Next(2) == 0)
            {
                // It never arrived.
                _operations.Add(asked);
                continue;
            }

            var before = _state;
            (_state, var answer) = before.Do(asked);
            if (asked.Action == twice && !IsDoneTwice && _state != before)
            {
                // The balances know of it twice, and all else once.
                _state = _state with
                {
                    First = (2 * _state.First) - before.First,
                    Second = (2 * _state.Second) - before.Second,
                };
                IsDoneTwice = true;
            }

            _operations.Add(isLost ? asked : asked with { Answer = answer, Ended = ended });
        }

        // In the quiet afterwards both balances are read.
        _end = plans.Max(static plan => plan.Ended) + 1;
        _operations.AddRange(Later(Read(true, _state.First), Read(false, _state.Second)));
        _end += 4;
    }

    /// <summary>The state that it begins with.</summary>
    public static PairState Start { get; } = new(100, 100);

    /// <summary>Whether something was carried out twice.</summary>
    public bool IsDoneTwice { get; }

    /// <summary>The history.</summary>
    public IReadOnlyList<PairOperation> Operations => _operations;

    /// <summary>The history with some more at its end, one after the other.</summary>
    public IReadOnlyList<PairOperation> With(Func<PairState, PairOperation[]> ending) =>
        [.. _operations, .. Later(ending(_state))];

    private static PairOperation Read(bool first, long balance) =>
        new(PairAction.Read, first, 0, new PairAnswer(PairOutcome.Done, balance), 0, 0);

    private static bool IsRead(PairAction action) =>
        action is PairAction.Read or PairAction.ReadHold or PairAction.ReadRequest;

    private IEnumerable<PairOperation> Later(params PairOperation[] operations) => operations.Select((operation, i) =>
        operation with { Started = _end + (2 * i), Ended = _end + (2 * i) + 1 });

    // Null if there is nothing yet that it could be about.
    private PairOperation? Ask(Random random, long started)
    {
        var (action, byFirst) = (Menu[random.Next(Menu.Length)], random.Next(2) == 0);
        var asked = new PairOperation(action, byFirst, 1 + random.Next(60), null, started, PairOperation.Never);
        switch (action)
        {
            case PairAction.GiveBack:
                return Answered(random, started, PairAction.Transfer, PairAction.Capture) is { } paid
                    ? OfPart(random, asked with { ByFirst = paid.ByFirst == (paid.Action == PairAction.Capture) }, paid)
                    : null;
            case PairAction.Capture or PairAction.Release or PairAction.ReadHold:
                return Answered(random, started, PairAction.Hold) is { } hold
                    ? OfPart(random, asked with { ByFirst = !hold.ByFirst }, hold)
                    : null;
            case PairAction.PayRequest or PairAction.CancelRequest or PairAction.DeclineRequest
                or PairAction.ReadRequest:
                // There is a new one now and then.
                var number = (int)(started / RequestEvery);
                return asked with { ByFirst = number % 2 == 0, Of = (number, 10 + (number * 17 % 50)) };
            default:
                return asked;
        }
    }

    private PairOperation OfPart(Random random, PairOperation asked, PairOperation of)
    {
        // What is captured may have been all that was left.
        var amount = of.Answer?.Told ?? of.Amount;
        return asked with
        {
            Amount = random.Next(3) == 0 ? 0 : 1 + random.Next((int)amount + 1),
            Of = (_operations.FindIndex(one => ReferenceEquals(one, of)), amount),
        };
    }

    // One of the newest that were done, and whose answer was there.
    private PairOperation? Answered(Random random, long started, params PairAction[] actions)
    {
        var done = _operations.Where(operation => actions.Contains(operation.Action)
            && operation.Answer is { Outcome: PairOutcome.Done } && operation.Ended < started).TakeLast(3).ToList();
        return done.Count == 0 ? null : done[random.Next(done.Count)];
    }

    // One client does one thing after the other.
    private static IEnumerable<(long Started, long At, long Ended)> Plan(Random random)
    {
        long time = random.Next(10);
        for (var i = 0; i < EachDoes; i++)
        {
            var started = time + 1 + random.Next(5);
            var at = started + random.Next(20);
            time = at + random.Next(20);
            yield return (started, at, time);
        }
    }
}
