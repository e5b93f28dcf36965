using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

[assembly: AssemblyFixture(typeof(ClusterHosts))]

namespace Wallet.Cluster.Tests.Hosts;

/// <summary>Runs the HTTP suite on two silos and a gateway. It keeps its servers to itself, for fixtures don't wait for
/// one another.</summary>
public sealed class ClusterHosts : WalletHosts, IAsyncLifetime
{
    private readonly TestServers _servers = new();

    /// <inheritdoc/>
    protected override IEnumerable<string> OtherLogs => DotnetProgram.Printed;

    /// <inheritdoc/>
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await _servers.InitializeAsync();
        if (Binaries.Missing is null)
            await InitializeAsync();
    }

    /// <inheritdoc/>
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<IWalletHost> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        TestServers.Require();
        return await ClusterHost.StartAsync(await ClusterGround.CreateAsync(_servers, settings));
    }
}
