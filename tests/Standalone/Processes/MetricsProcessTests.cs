using System.Text.RegularExpressions;
using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>What others measure is served too. Within a test's process, hosts that end take the framework's metrics of
/// the others with them, so this looks at a process.</summary>
public sealed partial class MetricsProcessTests(StandaloneHosts hosts)
{
    [Fact]
    public async Task The_frameworks_own_metrics_are_served_as_documented()
    {
        using var folder = new TempFolder();
        await using var server = await Executable.ServeAsync(folder.File("data"));
        using var client = server.Client(hosts.Secrets);
        var user = await TestUser.RegisterAsync(client, 100);
        for (var i = 0; i < 5; i++)
            (await user.GetAsync("/wallet")).Expect(200);

        var scrape = await Scrape.OfAsync(new Uri(Operators().Match(server.FirstLine).Groups[1].Value));

        // Npgsql is in silos alone.
        Assert.All(TelemetryDocument.Others.Where(static prefix => prefix != "db_client_"), prefix =>
            Assert.Contains(scrape.Families, family => family.Name.StartsWith(prefix, StringComparison.Ordinal)));
        // An answer is counted once it is sent, so the last one may be missing.
        Assert.True(scrape.Sum("http_server_request_duration_seconds_count", ("http_request_method", "GET"),
            ("http_response_status_code", "200")) >= 4);
        Assert.DoesNotContain(scrape.Families, static family => family.Name == "http_server_active_requests");
    }

    [GeneratedRegex("for operators on (http://[0-9.:]+)")]
    private static partial Regex Operators();
}
