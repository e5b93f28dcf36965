using Wallet.Cluster;
using Wallet.Core;
using Wallet.Grains.Abstractions;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>The locks of the cluster that runs, for a command: the grains that have them are called from outside, as
/// gateways do.</summary>
internal sealed class ClusterLocks : IClusterLocks
{
    private static readonly TimeSpan WaitForSilos = TimeSpan.FromSeconds(10);

    private readonly IHost _host;

    private ClusterLocks(IHost host) => _host = host;

    /// <summary>Connects to the cluster.</summary>
    /// <exception cref="StartException">A setting is missing, or no silo can be reached.</exception>
    public static async Task<IClusterLocks> ReachAsync(string[] args)
    {
        var settings = ClusterSettings.ReadFor(args, "ConnectionStrings:Clustering", "ConnectionStrings:Ledger");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.UseOrleansClient(client => client.JoinCluster(settings, ClusterRole.Silo, WaitForSilos));
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return new ClusterLocks(host);
        }
#pragma warning disable CA1031 // Whatever kept it from connecting, nothing was done.
        catch (Exception e) when (e is not StartException)
#pragma warning restore CA1031
        {
            host.Dispose();
            throw new StartException(ExitCodes.CannotStart,
                "No silo can be reached, and a lock is lifted by the silo that has it: "
                + e.GetBaseException().Message, e);
        }
    }

    /// <inheritdoc/>
    public async Task UnlockAsync(User user, UnlockedSecret secret)
    {
        var lifted = false;
        Exception? cause = null;
        try
        {
            lifted = await _host.Services.GetRequiredService<IGrainFactory>().UnlockAsync(user, secret);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the lock may be there still.
        catch (Exception e)
#pragma warning restore CA1031
        {
            cause = e;
        }

        if (!lifted)
            throw new StartException(ExitCodes.CannotStart,
                "The lock may be there still, for its store did not answer. Run it again.", cause);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
