using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ILedgerGrain"/>
[Reentrant, KeepAlive]
public sealed class LedgerGrain(LedgerCommitter committer, ILedger ledger) : Grain, ILedgerGrain, ICommitterHealthGrain
{
    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        committer.BeginEpoch();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Decision[]> CommitAsync(LedgerCommand[] bundle)
    {
        using var span = GrainSpans.StartReceived<ILedgerGrain>(nameof(CommitAsync));
        var decisions = await committer.CommitAsync(bundle);
        // Another activation has taken over, as happens when a silo was taken for dead. Whoever calls next finds the
        // one that is right, be it that one or a new one here.
        if (committer.IsFencedOff)
            DeactivateOnIdle();
        return decisions;
    }

    /// <inheritdoc/>
    public Task<bool> IsReadyAsync() => ledger.IsReadyAsync().AsTask();
}
