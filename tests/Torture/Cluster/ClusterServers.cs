using Wallet.TestKit;

namespace Wallet.Torture;

/// <summary>The servers that a cluster stands on, as processes of their own.</summary>
internal sealed class ClusterServers : IAsyncDisposable
{
    private ClusterServers(RedisServer clustering, RedisServer gate, PostgresServer postgres, string lockouts) =>
        (Clustering, Gate, Postgres, Lockouts) = (clustering, gate, postgres, lockouts);

    /// <summary>The Redis of Orleans' membership, which keeps what it was told.</summary>
    public RedisServer Clustering { get; }

    /// <summary>The Redis of the gate, which may forget.</summary>
    public RedisServer Gate { get; }

    /// <summary>The PostgreSQL of the lockouts.</summary>
    public PostgresServer Postgres { get; }

    /// <summary>The connection string of the lockouts' database.</summary>
    public string Lockouts { get; }

    /// <summary>Starts all.</summary>
    public static async Task<ClusterServers> StartAsync()
    {
        var (clustering, gate, postgres) =
            (RedisServer.CreateAsync(durable: true), RedisServer.CreateAsync(), PostgresServer.CreateAsync());
        return new ClusterServers(await clustering, await gate, await postgres, await (await postgres)
            .CreateDatabaseAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Clustering.DisposeAsync();
        await Gate.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
