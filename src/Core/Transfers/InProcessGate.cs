using System.Collections.Concurrent;

namespace Wallet.Core;

/// <summary>
/// The gate of a single process. A completed key is forgotten at once: the ledger beside it has the record, so remembering it
/// for 24 h would buy nothing and cost memory for ever. It thus holds only what runs.
/// </summary>
public sealed class InProcessGate(TimeProvider time) : IIdempotencyGate
{
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(WalletId Caller, IdempotencyKey Key), Hold> _held = new();
    private long _sweptAt = time.GetTimestamp();

    /// <summary>How many keys are held, for tests.</summary>
    public int Count => _held.Count;

    /// <inheritdoc/>
    public ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        var now = time.GetTimestamp();
        Sweep(now);
        var mine = new Hold(attempt, now);
        while (true)
        {
            var held = _held.GetOrAdd((caller, key), mine);
            if (held == mine)
                return new(GateAnswer.Entered);
            if (time.GetElapsedTime(held.Since, now) < HoldFor)
                return new(GateAnswer.Held);
            if (_held.TryUpdate((caller, key), mine, held))
                return new(GateAnswer.Entered);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt) => ReleaseAsync(caller, key, attempt);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        if (_held.TryGetValue((caller, key), out var held) && held.Attempt == attempt)
            _held.TryRemove(new((caller, key), held));
        return ValueTask.CompletedTask;
    }

    // A key whose outcome stayed unknown is never given back, and perhaps never asked for again.
    private void Sweep(long now)
    {
        var sweptAt = Volatile.Read(ref _sweptAt);
        if (time.GetElapsedTime(sweptAt, now) < HoldFor || Interlocked.CompareExchange(ref _sweptAt, now, sweptAt) != sweptAt)
            return;
        foreach (var held in _held)
        {
            if (time.GetElapsedTime(held.Value.Since, now) >= HoldFor)
                _held.TryRemove(held);
        }
    }

    private readonly record struct Hold(TransferId Attempt, long Since);
}
