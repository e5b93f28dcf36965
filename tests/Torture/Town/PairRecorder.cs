using System.Diagnostics;

namespace Wallet.Torture;

/// <summary>The history of one pair of wallets in one round: what was done, when each began, and when its outcome was
/// known.</summary>
internal sealed class PairRecorder(long firstBalance, long secondBalance)
{
    private const int MaxOperations = 400;

    private readonly Lock _lock = new();
    private readonly List<PairOperation> _reads = [];
    private readonly List<(Movement Movement, bool ByFirst, long Started)> _movements = [];

    /// <summary>The present moment, on a clock that never steps.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Whether the history may grow.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _reads.Count + _movements.Count < MaxOperations;
        }
    }

    /// <summary>The state that the round began with.</summary>
    public PairState Start { get; } = new(firstBalance, secondBalance);

    /// <summary>Takes a read that has just ended.</summary>
    public void AddRead(bool ofFirst, long balance, long started)
    {
        var operation = new PairOperation(PairAction.Read, ofFirst, 0, balance, started, Now);
        lock (_lock)
            _reads.Add(operation);
    }

    /// <summary>Takes a payment or a reversal that begins now.</summary>
    /// <param name="movement">It.</param>
    /// <param name="byFirst">Whether the first wallet pays.</param>
    public void Add(Movement movement, bool byFirst)
    {
        lock (_lock)
            _movements.Add((movement, byFirst, Now));
    }

    /// <summary>A transfer of this history that has moved money, mostly one of the newest; null if there is
    /// none.</summary>
    public Payment? SomeTransfer(Random random)
    {
        lock (_lock)
        {
            var moved = _movements.Select(static item => item.Movement).OfType<Payment>()
                .Where(static payment => payment is { IsDeposit: false, Moved: true }).ToList();
            return moved.Count == 0 ? null : moved[^(1 + random.Next(Math.Min(4, moved.Count)))];
        }
    }

    /// <summary>The history as it is known by now.</summary>
    public IReadOnlyList<PairOperation> Operations()
    {
        lock (_lock)
        {
            var numbers = _movements.Select(static (item, i) => (item.Movement, Number: i))
                .ToDictionary(static item => item.Movement, static item => item.Number);
            return
            [
                .. _reads,
                .. _movements.Select(item => item.Movement is Reversal { Of: var paid } reversal
                    ? Of(reversal, reversal.Asked ?? 0, item.ByFirst, item.Started) with
                    {
                        Reversed = (numbers[paid], paid.Amount),
                        Refundable = reversal.Outcome is { Code: "refund_exceeds" } refusal
                            ? refusal.Number("refundable")
                            : null,
                    }
                    : Of(item.Movement, item.Movement.Amount, item.ByFirst, item.Started)),
            ];
        }
    }

    private static PairOperation Of(Movement movement, long amount, bool byFirst, long started)
    {
        var action = movement is Reversal ? PairAction.Reversal
            : movement.IsDeposit ? PairAction.Deposit
            : PairAction.Transfer;
        return movement.Outcome is null
            ? new PairOperation(action, byFirst, amount, null, started, PairOperation.Never)
            : new PairOperation(action, byFirst, amount,
                movement.Moved ? movement.BalanceAfter(movement is Payment { IsDeposit: true }
                    ? movement.CreditedId
                    : movement.SenderId) : null, started, movement.KnownAt);
    }
}
