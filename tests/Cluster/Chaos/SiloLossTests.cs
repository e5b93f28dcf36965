using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>Silos come and go under load.</summary>
public sealed class SiloLossTests(TestServers servers)
{
    [Fact]
    public async Task Silos_that_die_under_load_lose_no_payment_and_double_none()
    {
        TestServers.Require();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), silos: 3);
        await using var rush = await Rush.StartAsync(host);
        for (var round = 0; round < 4; round++)
        {
            await rush.GetsOnAsync();
            await host.KillSiloAsync(rush.Random.Next(host.Silos.Count));
            await rush.GetsOnAsync(20);
            await host.AddSiloAsync();
        }

        await rush.GetsOnAsync();
        await rush.SettleAsync();
    }

    [Fact]
    public async Task One_silo_becomes_three_and_then_two_under_load()
    {
        TestServers.Require();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), silos: 1);
        await using var rush = await Rush.StartAsync(host);
        await rush.GetsOnAsync();
        await host.AddSiloAsync();
        await host.AddSiloAsync();
        await rush.GetsOnAsync();
        // The first silo holds the committer.
        await host.StopSiloAsync(0);
        await rush.GetsOnAsync();
        await rush.SettleAsync();
    }
}
