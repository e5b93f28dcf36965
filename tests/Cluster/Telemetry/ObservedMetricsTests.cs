using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Operators;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Telemetry;

/// <summary>What rules and dashboard name, gateways and silos have.</summary>
public sealed class ObservedMetricsTests(TestServers servers)
{
    [Fact]
    public async Task No_rule_and_no_panel_names_a_metric_that_a_cluster_does_not_have()
    {
        TestServers.Require();
        using var folder = new TempFolder();
        var cluster = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(
            servers, RoutineClusterTests.Settings(folder, TimeSpan.FromHours(1))));
        // The cluster belongs to it.
        await using var wallet = new RunningWallet(cluster, new UsedSecrets());
        var boss = await TestOperator.AddAsync(wallet, OperatorScopes.Read);
        (await boss.PostAsync("/operator/audit")).Expect(202);
        var (user, other) =
            (await TestUser.RegisterAsync(wallet.Client, 100), await TestUser.RegisterAsync(wallet.Client));
        (await user.PayAsync(other, 1, "k")).Expect(201);
        (await user.PayAsync(other, 1, "k")).Expect(201);

        Uri[] scraped = [.. cluster.OperatorAddresses, .. cluster.Silos.Select(static silo => silo.OperatorAddress)];
        string[] missing = [];
        try
        {
            await Waiting.UntilAsync(async () =>
            {
                var served = ObserveFiles.OfTroubles.ToHashSet();
                foreach (var address in scraped)
                    served.UnionWith((await Scrape.OfAsync(address)).Samples.Select(static sample => sample.Name));
                missing = [.. ObserveFiles.Metrics.Except(served).Order(StringComparer.Ordinal)];
                return missing.Length == 0;
            });
        }
        catch (TimeoutException)
        {
            Assert.Empty(missing);
        }
    }
}
