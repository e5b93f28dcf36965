using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>The gate is fast, the ledger decides: whatever happens to the gate's Redis, payments go on and none is
/// doubled.</summary>
public sealed class GateLossTests(TestServers servers)
{
    [Fact]
    public async Task A_gate_that_is_flushed_hangs_and_stops_under_load_keeps_no_payment_from_going_on()
    {
        TestServers.Require();
        await using var gate = await RedisServer.CreateAsync();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers, gate: gate));
        await using var rush = await Rush.StartAsync(host);
        for (var i = 0; i < 10; i++)
        {
            await rush.GetsOnAsync(20);
            await gate.FlushAsync();
        }

        await gate.PauseAsync();
        await rush.GetsOnAsync();
        await gate.ResumeAsync();
        await rush.GetsOnAsync();
        await gate.StopAsync();
        await rush.GetsOnAsync();
        await gate.StartAsync();
        await Until.TrueAsync(async () => (await gate.CallsAsync()).ContainsKey("evalsha"), "the gate is used again");
        await rush.GetsOnAsync();
        await rush.SettleAsync();
    }
}
