using Orleans.Concurrency;
using Orleans.Placement;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IWalletGrain"/>
// At home with its transfer grain, which alone calls it.
[Reentrant, PreferLocalPlacement, KeepAlive]
public sealed class WalletGrain(SiloCommitter committer, IdleOptions idle) : IdleGrain(idle), IWalletGrain
{
    private int _underWay;

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        Asked();
        return _underWay < Limits.MaxUnderWay ? SettleAsync(command) : Task.FromResult(new Decision(OutcomeCode.Busy));
    }

    private async Task<Decision> SettleAsync(LedgerCommand command)
    {
        _underWay++;
        try
        {
            return await committer.CommitAsync(command);
        }
        finally
        {
            _underWay--;
        }
    }
}
