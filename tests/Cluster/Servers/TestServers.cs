using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Wallet.Cluster.Tests.Servers;

/// <summary>The servers that most tests share. A test that stops or floods one starts its own.</summary>
public sealed class TestServers : IAsyncLifetime
{
    private RedisServer? _clustering, _gate;
    private PostgresServer? _postgres;

    internal RedisServer Clustering => _clustering!;

    internal RedisServer Gate => _gate!;

    internal PostgresServer Postgres => _postgres!;

    /// <summary>Skips the test where the servers are not installed.</summary>
    public static void Require() => Assert.SkipWhen(Binaries.Missing is not null, "Not run: " + Binaries.Missing);

    /// <summary>The same, for a fixture on its way to a test.</summary>
    public static T Needed<T>(T fixture)
    {
        Require();
        return fixture;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Binaries.Missing is not null)
            return;
        _clustering = await RedisServer.CreateAsync();
        _gate = await RedisServer.CreateAsync();
        _postgres = await PostgresServer.CreateAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in (IAsyncDisposable?[])[_clustering, _gate, _postgres])
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }
}
