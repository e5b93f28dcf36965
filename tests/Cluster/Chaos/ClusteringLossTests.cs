using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>Without the clustering Redis the members go on serving, and nobody joins.</summary>
public sealed class ClusteringLossTests(TestServers servers)
{
    [Fact]
    public async Task Members_go_on_while_the_membership_can_not_be_read()
    {
        TestServers.Require();
        await using var clustering = await RedisServer.CreateAsync(durable: true);
        await using var host =
            await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers, clustering: clustering));
        await using var rush = await Rush.StartAsync(host);
        await rush.GetsOnAsync();

        await clustering.StopAsync();
        await rush.GetsOnAsync(500);
        await Assert.ThrowsAnyAsync<Exception>(host.AddSiloAsync);
        await rush.GetsOnAsync();

        await clustering.StartAsync();
        await host.AddSiloAsync();
        await rush.GetsOnAsync();
        await rush.SettleAsync();
    }
}
