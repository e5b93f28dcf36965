using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>A cluster that was cut in two: each half has a committer and transfer grains of its own, on one ledger. The
/// ledger decides.</summary>
public sealed class SplitTests(TestServers servers)
{
    [Fact]
    public async Task Two_committers_move_each_keys_money_once_and_never_overdraw()
    {
        TestServers.Require();
        await using var gate = await RedisServer.CreateAsync();
        using var ground = await ClusterGround.CreateAsync(servers, gate: gate);
        await using var here = await GrainCluster.StartAsync(ground, silos: 1);
        await using var there = await GrainCluster.StartAsync(ground, silos: 1);
        var (sender, receiver) = (await here.RegisterAsync(500), await here.RegisterAsync());
        await here.VerifyPinAsync(sender);
        await there.VerifyPinAsync(sender);
        // Without the gate nothing keeps the halves apart but the key records.
        await gate.StopAsync();

        // As many as a wallet may have under way, in either half.
        using var atHere = new SemaphoreSlim(Limits.MaxUnderWay);
        using var atThere = new SemaphoreSlim(Limits.MaxUnderWay);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var (slots, half) = i % 2 == 0 ? (atHere, here) : (atThere, there);
            return (
                Key: i / 2, Outcome: await slots.InTurnAsync(() => half.PayAsync(sender, receiver, 10, $"k{i / 2}")));
        })).InTimeAsync();

        Assert.All(outcomes, static o =>
            Assert.True(o.Outcome.Code is OutcomeCode.Committed or OutcomeCode.InsufficientFunds, $"{o.Outcome.Code}"));
        Assert.All(outcomes.GroupBy(static o => o.Key), static pair =>
        {
            Assert.Single(pair.Select(static o => (o.Outcome.Code, o.Outcome.Transfer)).Distinct());
            Assert.Single(pair, static o => !o.Outcome.Replayed);
        });
        Assert.Equal(50, outcomes.Where(static o => o.Outcome.Code == OutcomeCode.Committed).Select(static o => o.Key)
            .Distinct().Count());
        Assert.Equal((0, 500), (await here.BalanceAsync(sender), await there.BalanceAsync(receiver)));
    }
}
