namespace Wallet.Core.Tests;

/// <summary>A gate in memory, as strict as any: one attempt holds a key until it gives it back or 30 s have passed. It
/// counts what is held.</summary>
internal sealed class MemoryGate(TimeProvider time) : IIdempotencyGate
{
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<(WalletId Caller, IdempotencyKey Key), (TransferId Attempt, long Since)> _held = [];

    /// <summary>How many keys are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        lock (_lock)
        {
            if (_held.TryGetValue((caller, key), out var held) && time.GetElapsedTime(held.Since) < HoldFor)
                return new(GateAnswer.Held);
            _held[(caller, key)] = (attempt, time.GetTimestamp());
            return new(GateAnswer.Entered);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) =>
        ReleaseAsync(caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        lock (_lock)
        {
            if (_held.TryGetValue((caller, key), out var held) && held.Attempt == attempt)
                _held.Remove((caller, key));
            return default;
        }
    }
}
