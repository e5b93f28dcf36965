using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Hosts;

/// <summary>Runs HTTP suites on two silos and a gateway with the ledger on a real MongoDB; without one, they are
/// skipped. It is started when the first of them is about to run.</summary>
public sealed class MongoClusterHosts : WalletHosts, IAsyncLifetime
{
    private readonly TestServers _servers = new();
    private readonly RealMongoServer _mongo = new();

    /// <summary>Skips the test where there are not all servers.</summary>
    public static MongoClusterHosts Needed(MongoClusterHosts hosts)
    {
        TestServers.Require();
        hosts._mongo.RequireConnectionString();
        return hosts;
    }

    /// <inheritdoc/>
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await _servers.InitializeAsync();
        await _mongo.InitializeAsync();
        if (Binaries.Missing is null && _mongo.IsThere)
            await InitializeAsync();
    }

    /// <inheritdoc/>
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _mongo.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<IWalletHost> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        await ClusterHost.StartAsync(
            await ClusterGround.CreateAsync(_servers, settings, mongo: _mongo.RequireConnectionString()));
}

/// <summary>The suites on MongoDB share one cluster, one after the other.</summary>
[CollectionDefinition]
public sealed class OnMongo : ICollectionFixture<MongoClusterHosts>;
