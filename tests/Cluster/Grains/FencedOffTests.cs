using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>The ledger's grain when its ledger says that another committer has taken over.</summary>
public sealed class FencedOffTests(TestServers servers)
{
    [Fact]
    public async Task Who_was_fenced_off_goes_and_the_next_activation_takes_over()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers);
        FaultyLedger? ledger = null;
        await using var cluster = await GrainCluster.StartAsync(
            ground, silos: 1, real => ledger = new FaultyLedger(real));
        var (sender, receiver) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());
        Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(sender, receiver, 1, "before")).Code);
        Assert.Equal(1, ledger!.Epochs);

        ledger.Next(static (_, _) => throw new LedgerFencedException());
        Assert.Equal(OutcomeCode.Unavailable, (await cluster.PayAsync(sender, receiver, 10, "fenced-off")).Code);
        // Nobody calls it on purpose: whoever pays next does.
        await Waiting.UntilAsync(async () =>
            (await cluster.PayAsync(sender, receiver, 10, "fenced-off")).Code == OutcomeCode.Committed);

        Assert.Equal(2, ledger.Epochs);
        Assert.Equal((89, 11), (await cluster.BalanceAsync(sender), await cluster.BalanceAsync(receiver)));
    }
}
