using StackExchange.Redis;
using Wallet.Hosting;

namespace Wallet.Cluster;

/// <summary>How this project connects to its two kinds of Redis.</summary>
public static class RedisConnections
{
    /// <summary>Options for the clustering Redis.</summary>
    /// <exception cref="StartException">It is not a connection string.</exception>
    public static ConfigurationOptions ForClustering(ClusterSettings settings) =>
        Parse("ConnectionStrings:Clustering", settings.ConnectionStrings.Clustering);

    /// <summary>Options for the gate's Redis: it may be down at any time, and nobody waits for it.</summary>
    /// <exception cref="StartException">It is not a connection string.</exception>
    public static ConfigurationOptions ForGate(ClusterSettings settings)
    {
        var options = Parse("ConnectionStrings:Gate", settings.ConnectionStrings.Gate);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = 1000;
        options.AsyncTimeout = 1000;
        options.ReconnectRetryPolicy = new LinearRetry(500);
        return options;
    }

    private static ConfigurationOptions Parse(string name, string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new StartException(ExitCodes.BadSetting, $"{name} is not a connection string of Redis.", e);
        }
    }
}
