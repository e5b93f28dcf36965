using Wallet.Grains.Abstractions;
using Wallet.Hosting;

namespace Wallet.Gateway;

/// <summary>Whether the cluster is there and its committer can write to the ledger.</summary>
internal sealed class CommitterReadiness(IGrainFactory grains) : IReadinessCheck
{
    // Shorter than an Orleans call may take: after a silo has died or frozen, the next call finds another one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public string Name => "cluster";

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            return await grains.Ledger().IsReadyAsync().WaitAsync(Patience);
        }
#pragma warning disable CA1031 // Whatever is wrong with the cluster, it is not ready.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
