using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ILedgerGrain"/>
[Reentrant, KeepAlive]
public sealed class LedgerGrain(LedgerCommitter committer, ILedger ledger) : Grain, ILedgerGrain, ICommitterHealthGrain
{
    /// <inheritdoc/>
    public Task<Decision[]> CommitAsync(LedgerCommand[] bundle) => committer.CommitAsync(bundle);

    /// <inheritdoc/>
    public Task<bool> IsReadyAsync() => ledger.IsReadyAsync().AsTask();
}
