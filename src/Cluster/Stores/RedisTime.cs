using StackExchange.Redis;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>The clock of the clustering Redis, for a ledger that has no server of its own. It is asked so seldom that
/// each time has a connection of its own.</summary>
internal static class RedisTime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The time of day there; null if it does not say within two seconds.</summary>
    /// <exception cref="StartException">The setting is not a connection string.</exception>
    public static async Task<Timestamp?> AskAsync(ClusterSettings settings)
    {
        var options = RedisConnections.ForClustering(settings);
        (options.AbortOnConnectFail, options.ConnectRetry, options.ConnectTimeout) =
            (true, 0, (int)Patience.TotalMilliseconds);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            return Timestamp.From(await redis.GetServers()[0].TimeAsync().WaitAsync(Patience));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }
}
