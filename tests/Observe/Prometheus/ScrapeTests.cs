using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Observe.Tests.Prometheus;

/// <summary>A real Prometheus scrapes a real host, and is asked what the dashboard and the rules ask.</summary>
public sealed class ScrapeTests
{
    [Fact]
    public async Task Every_panel_has_something_to_show_and_no_alert_fires_where_all_is_well()
    {
        await using var host = await ObservedHost.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync("wallet-standalone", host.Operators);
        using var operators = new WalletClient(
            () => [host.Operators], host.Secrets, document: "/operator/openapi.json");
        (await operators.SendAsync(HttpMethod.Post, "/operator/audit", await host.KeyAsync("read"))).Expect(202);
        var (payer, payee) = (await host.UserAsync(1_000_000), await host.UserAsync());
        (await payer.PayAsync(payee, 1, "wrong", pin: TestUser.OtherPin(payer.Pin))).Refused(403, "wrong_pin");
        using var stop = new CancellationTokenSource();
        var payments = host.PayAsync(payer, payee, stop.Token);
        try
        {
            foreach (var (title, query) in ObserveFiles.Queries.Where(static panel => IsHere(panel.Query)))
            {
                var asked = query.Replace("$__rate_interval", "1m", StringComparison.Ordinal);
                try
                {
                    await Waiting.UntilAsync(async () => (await prometheus.QueryAsync(asked)).Length > 0);
                }
                catch (TimeoutException)
                {
                    Assert.Fail($"{title}: nothing for {asked}");
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await payments;
        var rules = await prometheus.RulesAsync();
        Assert.Equal(ObserveFiles.Alerts.Order(StringComparer.Ordinal),
            rules.Select(static rule => rule.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(rules, static rule => Assert.Equal(("ok", "inactive"),
            (rule.GetProperty("health").GetString(), rule.GetProperty("state").GetString())));
    }

    [Fact]
    public async Task No_rule_and_no_panel_names_a_metric_that_a_host_does_not_have()
    {
        await using var host = await ObservedHost.StartAsync();
        using var operators = new WalletClient(
            () => [host.Operators], host.Secrets, document: "/operator/openapi.json");
        (await operators.SendAsync(HttpMethod.Post, "/operator/audit", await host.KeyAsync("read"))).Expect(202);
        var (payer, payee) = (await host.UserAsync(100), await host.UserAsync());
        (await payer.PayAsync(payee, 1, "k")).Expect(201);
        (await payer.PayAsync(payee, 1, "k")).Expect(201);
        Assert.True(ObserveFiles.Metrics.Count > 30);
        var documented = TelemetryDocument.Metrics.Select(static metric => metric.Family).ToHashSet();
        Assert.Subset(documented, ObserveFiles.OfTroubles.ToHashSet());
        string[] missing = [];
        try
        {
            await Waiting.UntilAsync(async () =>
            {
                var served = (await Scrape.OfAsync(host.Operators)).Samples.Select(static sample => sample.Name);
                missing =
                [
                    .. ObserveFiles.Metrics.Except(served).Except(ObserveFiles.OfTroubles).Where(static name =>
                        !ObserveFiles.OfClusters.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))),
                ];
                return missing.Length == 0;
            });
        }
        catch (TimeoutException)
        {
            Assert.Empty(missing);
        }
    }

    // Failures may never happen here, and a cluster is not here.
    private static bool IsHere(string query) => !query.Contains("error_type!=", StringComparison.Ordinal)
        && ObserveFiles.MetricsIn(query).All(static name => !ObserveFiles.OfTroubles.Contains(name)
            && !ObserveFiles.OfClusters.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}
