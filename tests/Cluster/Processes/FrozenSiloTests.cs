using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>A silo that stands still without being dead, as in a pause of its machine, and wakes up when the others
/// have given it up.</summary>
public sealed class FrozenSiloTests(TestServers servers)
{
    private const int Payers = Limits.MaxBatch / Limits.MaxUnderWay, Funds = 100;

    [Fact]
    public async Task Frozen_for_20_seconds_with_512_payments_under_way_it_loses_none_and_doubles_none()
    {
        TestServers.Require();
        await using var gate = await RedisServer.CreateAsync();
        using var ground = await ClusterGround.CreateAsync(servers, gate: gate);
        // The first silo has the ledger's grain and is home to half of the payers; the others are at home in either.
        await using var first = await ProcessTests.StartSiloAsync(ground);
        await using var gateway = await ProcessTests.StartGatewayAsync(ground);
        using var client = gateway.Client(new UsedSecrets());
        var payers = new List<TestUser>();
        var receiver = await TestUser.RegisterAsync(client);
        for (var i = 0; i < Payers / 2; i++)
            payers.Add(await RegisterAsync(client, receiver));
        await using var second = await ProcessTests.StartSiloAsync(ground);
        while (payers.Count < Payers)
            payers.Add(await RegisterAsync(client, receiver));

        Task<Reply>[] paying;
        using (HeldLedger.Hold(ground.LedgerPath))
        {
            var before = (await gate.CallsAsync()).GetValueOrDefault("set");
            paying = [.. from payer in payers from i in Enumerable.Range(0, Limits.MaxUnderWay) select payer.PayAsync(
                receiver, 1, $"k{i}")];
            // Not all of them need be seen there: on a busy machine a call of the gate is given up now and then, and
            // the payment goes on without it.
            await Until.TrueAsync(async () => (await gate.CallsAsync())
                .GetValueOrDefault("set") >= before + Limits.MaxBatch / 2, "most are under way");
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            await first.FreezeAsync();
        }

        // The others go on without it before it wakes up.
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(async () => (await payers[^1].PayAsync(receiver, 1, "meanwhile")).Status == 201,
            "a payment is made while a silo is frozen");
        if (TimeSpan.FromSeconds(20) - TimeProvider.System.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            await Task.Delay(left, TestContext.Current.CancellationToken);
        await first.ThawAsync();

        Assert.All(await Task.WhenAll(paying).InTimeAsync(), static reply =>
            Assert.True(reply.Status is 201 or 503, $"{reply.Status}"));
        var ids = new HashSet<string>();
        foreach (var payer in payers)
        {
            for (var i = 0; i < Limits.MaxUnderWay; i++)
            {
                Reply? reply = null;
                await Until.TrueAsync(async () => (reply = await payer.PayAsync(receiver, 1, $"k{i}")).Status == 201,
                    "each payment's outcome is learnt");
                Assert.True(ids.Add(reply!["transferId"]));
            }

            Assert.Equal(Funds - Limits.MaxUnderWay - (payer == payers[^1] ? 2 : 1), await payer.BalanceAsync());
        }

        Assert.Equal(Limits.MaxBatch + Payers + 1, await receiver.BalanceAsync());
        Assert.Empty((await ground.AuditAsync()).Violations);
    }

    // With a payment of one, so that the PIN is known and the grain has its home.
    private static async Task<TestUser> RegisterAsync(WalletClient client, TestUser receiver)
    {
        var payer = await TestUser.RegisterAsync(client, Funds);
        (await payer.PayAsync(receiver, 1, "hello")).Expect(201);
        return payer;
    }
}
