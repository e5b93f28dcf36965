using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>How a process calls the cluster's grains from outside.</summary>
public static class ClusterClient
{
    /// <summary>Makes it a client of the cluster that the settings name.</summary>
    /// <param name="client">The client.</param>
    /// <param name="settings">Where the cluster is, and this process' certificate.</param>
    /// <param name="role">The role in that certificate.</param>
    /// <param name="patience">How long it waits for a silo when it starts.</param>
    public static void JoinCluster(
        this IClientBuilder client, ClusterSettings settings, ClusterRole role, TimeSpan patience)
    {
        client.Configure<ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (settings.Wallet.Cluster.Id, ClusterSettings.ServiceId));
        var redis = RedisConnections.ForClustering(settings);
        client.UseRedisClustering(clustering => clustering.ConfigurationOptions = redis);
        client.AddDoors(settings.Wallet.Cluster, role);
        // New silos are found, and silos that left forgotten, within a second. A silo that stands still keeps its
        // connections, so what goes through it waits until it is forgotten here too.
        client.Configure<GatewayOptions>(static gateways =>
            gateways.GatewayListRefreshPeriod = TimeSpan.FromMilliseconds(500));
        var waited = System.Diagnostics.Stopwatch.StartNew();
        client.UseConnectionRetryFilter(async (failure, cancellation) =>
        {
            if (waited.Elapsed > patience || failure.GetBaseException() is StartException)
                return false;
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            return true;
        });
    }
}
