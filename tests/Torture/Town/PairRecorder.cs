using System.Diagnostics;

namespace Wallet.Torture;

/// <summary>The history of one pair of wallets in one round: what was done, when each began, and when its outcome was
/// known.</summary>
internal sealed class PairRecorder(long firstBalance, long secondBalance)
{
    private const int MaxOperations = 400;

    private readonly Lock _lock = new();
    private readonly List<PairOperation> _reads = [];
    private readonly List<(Payment Payment, bool ByFirst, long Started)> _payments = [];

    /// <summary>The present moment, on a clock that never steps.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Whether the history may grow.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _reads.Count + _payments.Count < MaxOperations;
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

    /// <summary>Takes a payment that begins now.</summary>
    public void AddPayment(Payment payment, bool byFirst)
    {
        lock (_lock)
            _payments.Add((payment, byFirst, Now));
    }

    /// <summary>The history as it is known by now.</summary>
    public IReadOnlyList<PairOperation> Operations()
    {
        lock (_lock)
            return [.. _reads, .. _payments.Select(static item => Of(item.Payment, item.ByFirst, item.Started))];
    }

    private static PairOperation Of(Payment payment, bool byFirst, long started)
    {
        var action = payment.IsDeposit ? PairAction.Deposit : PairAction.Transfer;
        return payment.Outcome is { } outcome
            ? new PairOperation(action, byFirst, payment.Amount,
            outcome.Status == 201 ? outcome.Number("balanceAfter") : null, started, payment.KnownAt)
            : new PairOperation(action, byFirst, payment.Amount, null, started, PairOperation.Never);
    }
}
