using Wallet.Grains.Abstractions;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>Whether the grains are there and their committer can write to the ledger.</summary>
internal sealed class CommitterReadiness(IGrainFactory grains) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "cluster";

    /// <inheritdoc/>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            return await grains.Ledger().IsReadyAsync();
        }
#pragma warning disable CA1031 // Whatever is wrong with the cluster, it is not ready.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
