namespace Wallet.Torture;

/// <summary>A history of two wallets that did happen, in a simulation: each operation takes effect at one moment
/// between its beginning and its end.</summary>
internal sealed class SimulatedPair
{
    private const int Clients = 5, EachDoes = 12;

    private readonly List<(PairOperation Operation, long At)> _operations = [];
    private readonly long _end;

    /// <summary>Makes one.</summary>
    /// <param name="random">The dice.</param>
    /// <param name="lost">Whether some answers get lost.</param>
    /// <param name="deductTwice">Whether one acknowledged transfer is carried out twice.</param>
    /// <param name="reverseTwice">Whether one acknowledged reversal is.</param>
    public SimulatedPair(Random random, bool lost, bool deductTwice = false, bool reverseTwice = false)
    {
        var plans = Enumerable.Range(0, Clients).SelectMany(_ => Plan(random)).OrderBy(static plan => plan.At).ToList();
        var state = Start;
        var twice = deductTwice;
        foreach (var (started, at, ended) in plans)
        {
            var byFirst = random.Next(2) == 0;
            var action = (PairAction)random.Next(4);
            var amount = 1 + random.Next(60);
            var asked = new PairOperation(action, byFirst, amount, null, started, PairOperation.Never);
            if (action == PairAction.Reversal)
            {
                if (Reversed(random, started) is not { } paid)
                    continue;
                asked = asked with
                {
                    ByFirst = byFirst = !paid.ByFirst,
                    Amount = random.Next(3) == 0 ? 0 : 1 + random.Next((int)paid.Amount + 1),
                    Reversed = (paid.Number, paid.Amount),
                };
            }

            var isLost = lost && action != PairAction.Read && random.Next(10) == 0;
            if (isLost && random.Next(2) == 0)
            {
                // It never arrived.
                _operations.Add((asked, at));
                continue;
            }

            var before = state;
            if (action != PairAction.Read)
                state = state.After(asked)!.Value;
            var refused = action >= PairAction.Transfer && state == before;
            var (balance, paidNow) = (
                Own(state, byFirst), Own(before, byFirst) - Own(state, byFirst));
            if (Twice(action) && !refused && balance >= paidNow)
            {
                // The balances know of it twice, and what is left of a transfer once.
                state = new PairState(
                    2 * state.First - before.First, 2 * state.Second - before.Second, state.GivenBack);
                twice = reverseTwice = false;
            }

            _operations.Add((isLost ? asked : asked with
            {
                Balance = refused ? null : balance,
                Ended = ended,
                Refundable = refused ? LeftOf(asked, before) : null,
            }, at));
        }

        bool Twice(PairAction action) => action == PairAction.Transfer ? twice
            : action == PairAction.Reversal && reverseTwice;

        // In the quiet afterwards both balances are read.
        _end = plans.Max(static plan => plan.Ended) + 1;
        _operations.Add((new PairOperation(PairAction.Read, true, 0, state.First, _end, _end + 1), _end));
        _operations.Add((new PairOperation(PairAction.Read, false, 0, state.Second, _end + 2, _end + 3), _end + 2));
    }

    /// <summary>The state that it begins with.</summary>
    public static PairState Start { get; } = new(100, 100);

    /// <summary>The history.</summary>
    public IReadOnlyList<PairOperation> Operations() => [.. _operations.Select(static item => item.Operation)];

    /// <summary>The history with a read at its end that does not see the last change of the first wallet.</summary>
    public IReadOnlyList<PairOperation> WithStaleRead()
    {
        var last = _operations[^2].Operation;
        return [.. Operations(), last with { Balance = last.Balance + 1, Started = _end + 4, Ended = _end + 5 }];
    }

    /// <summary>The history without a trace of the acknowledged payment at its end.</summary>
    public IReadOnlyList<PairOperation> WithLostTransfer()
    {
        var last = _operations[^2].Operation;
        return [.. Operations(), Later(new PairOperation(PairAction.Deposit, true, 7, last.Balance + 7, 0, 0), 4),
            Later(last, 6)];
    }

    /// <summary>The history with a transfer at its end that was deducted and never arrived.</summary>
    public IReadOnlyList<PairOperation> WithLostCredit()
    {
        var (first, second) = (_operations[^2].Operation, _operations[^1].Operation);
        return
        [
            .. Operations(),
            Later(new PairOperation(PairAction.Deposit, true, 9, first.Balance + 9, 0, 0), 4),
            Later(new PairOperation(PairAction.Transfer, true, 5, first.Balance + 4, 0, 0), 6),
            Later(first with { Balance = first.Balance + 4 }, 8),
            Later(second, 10),
        ];
    }

    /// <summary>The history with two payments at its end, of which the second took effect before the first, though it
    /// began when that had ended.</summary>
    public IReadOnlyList<PairOperation> WithPairOutOfOrder()
    {
        var last = _operations[^2].Operation;
        return
        [
            .. Operations(),
            Later(new PairOperation(PairAction.Deposit, true, 7, last.Balance + 12, 0, 0), 4),
            Later(new PairOperation(PairAction.Deposit, true, 5, last.Balance + 5, 0, 0), 6),
            Later(last with { Balance = last.Balance + 12 }, 8),
        ];
    }

    /// <summary>The history with a transfer at its end of which more is given back than there was.</summary>
    public IReadOnlyList<PairOperation> WithReversalBeyond()
    {
        var (first, second) = (_operations[^2].Operation, _operations[^1].Operation);
        var back = new PairOperation(PairAction.Reversal, false, 5, null, 0, 0) { Reversed = (-1, 9) };
        return
        [
            .. Operations(),
            Later(new PairOperation(PairAction.Deposit, true, 9, first.Balance + 9, 0, 0), 4),
            Later(new PairOperation(PairAction.Deposit, false, 1, second.Balance + 1, 0, 0), 6),
            Later(new PairOperation(PairAction.Transfer, true, 9, first.Balance, 0, 0), 8),
            Later(back with { Balance = second.Balance + 5 }, 10),
            Later(back with { Balance = second.Balance }, 12),
        ];
    }

    // One whose answer was there.
    private (int Number, bool ByFirst, long Amount)? Reversed(Random random, long started)
    {
        var paid = _operations.Select(static (item, i) => (item.Operation, Number: i)).Where(item =>
            item.Operation is { Action: PairAction.Transfer, Balance: not null } && item.Operation.Ended < started)
            .ToList();
        if (paid.Count == 0)
            return null;
        var (operation, number) = paid[^(1 + random.Next(Math.Min(3, paid.Count)))];
        return (number, operation.ByFirst, operation.Amount);
    }

    private static long? LeftOf(PairOperation asked, PairState state)
    {
        var left = asked.Reversed.Amount - state.GivenBack.Of(asked.Reversed.Number);
        var enough = Own(state, asked.ByFirst) >= (asked.Amount == 0 ? left : asked.Amount);
        return asked.Action == PairAction.Reversal && enough ? left : null;
    }

    private static long Own(PairState state, bool first) => first ? state.First : state.Second;

    private PairOperation Later(PairOperation operation, long after) =>
        operation with { Started = _end + after, Ended = _end + after + 1 };

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
