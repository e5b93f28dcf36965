using System.Collections.Concurrent;
using Wallet.TestKit;

namespace Wallet.Core.Tests;

/// <summary>A real gate that can be down, can have forgotten or remembered what it should not, and shows what it was
/// told.</summary>
internal sealed class WatchedGate(IIdempotencyGate real) : IIdempotencyGate
{
    private readonly ConcurrentQueue<TransferId> _completed = new(), _released = new();
    private readonly TaskCompletionSource _finalized = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it answers instead of asking the real one.</summary>
    public GateAnswer? Answer { get; set; }

    /// <summary>Where completing and giving back wait, if anywhere.</summary>
    public Turnstile? Finalizing { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>The attempts that were marked as completed.</summary>
    public IReadOnlyCollection<TransferId> Completed => _completed;

    /// <summary>The attempts that gave their key back.</summary>
    public IReadOnlyCollection<TransferId> Released => _released;

    /// <summary>Completes with the first attempt that is completed or released.</summary>
    public Task Finalized => _finalized.Task;

    /// <inheritdoc/>
    public ValueTask<GateAnswer> EnterAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        Asked++;
        return Answer is { } answer ? new(answer) : real.EnterAsync(caller, key, attempt);
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        if (Finalizing is { } turnstile)
            await turnstile.PassAsync();
        await real.CompleteAsync(caller, key, attempt);
        _completed.Enqueue(attempt);
        _finalized.TrySetResult();
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(WalletId caller, IdempotencyKey key, TransferId attempt)
    {
        if (Finalizing is { } turnstile)
            await turnstile.PassAsync();
        await real.ReleaseAsync(caller, key, attempt);
        _released.Enqueue(attempt);
        _finalized.TrySetResult();
    }
}
