using System.Diagnostics;
using System.Text.RegularExpressions;
using Wallet.TestKit;

namespace Wallet.Observe.Tests.Prometheus;

/// <summary>Prometheus' configuration and rules, by its own tool, and their entries in the runbook.</summary>
public sealed partial class RuleTests
{
    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "config", "prometheus-standalone.yml")]
    [InlineData("check", "rules", "rules/wallet.yml")]
    [InlineData("test", "rules", "rules/wallet_test.yml")]
    public async Task Promtool_finds_nothing(string verb, string what, string file)
    {
        Assert.SkipWhen(Binaries.Promtool is null, "There is no promtool on the PATH.");
        using var process = Process.Start(new ProcessStartInfo(Binaries.Promtool!, [verb, what, file])
        {
            WorkingDirectory = ObserveFiles.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).InTimeAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Join('\n', said));
    }

    [Fact]
    public void Each_alert_has_been_seen_to_fire_and_to_be_silent()
    {
        var tests = File.ReadAllText(Path.Combine(ObserveFiles.Folder, "rules", "wallet_test.yml"));
        Assert.NotEmpty(ObserveFiles.Alerts);
        foreach (var alert in ObserveFiles.Alerts)
        {
            Assert.Contains($"alertname: {alert}, exp_alerts: []", tests, StringComparison.Ordinal);
            Assert.Matches($@"alertname: {alert}\n +exp_alerts:\n +- exp_labels:", tests);
        }
    }

    [Fact]
    public void Each_alert_has_an_entry_that_says_what_it_means_what_to_look_at_and_what_to_do()
    {
        var root = Repository.Find()!;
        var document = File.ReadAllText(Path.Combine(root, "docs", "alerts.md"));
        var entries = Entry().Split(document)[1..].Chunk(2).ToDictionary(static e => e[0], static e => e[1]);
        Assert.Equal(ObserveFiles.Alerts.Order(StringComparer.Ordinal),
            entries.Keys.Order(StringComparer.Ordinal));
        var rules = File.ReadAllText(ObserveFiles.Rules);
        foreach (var (alert, text) in entries)
        {
            Assert.All((string[])["**Means:**", "**Look at:**", "**Do:**"], part =>
                Assert.Contains(part, text, StringComparison.Ordinal));
            Assert.Contains($"runbook_url: docs/alerts.md#{alert.ToLowerInvariant()}\n", rules,
                StringComparison.Ordinal);
            // Its urgency is what the rule says.
            var severity = Regex.Match(rules, $@"alert: {alert}\n[\s\S]*?severity: (\w+)").Groups[1].Value;
            Assert.StartsWith($"*{severity}.*", text.Trim(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_compose_file_hands_to_prometheus_and_grafana_is_there()
    {
        var root = Repository.Find()!;
        var mounted = Mounted().Matches(File.ReadAllText(Path.Combine(root, "docker-compose.yml")))
            .Select(static match => match.Groups[1].Value).ToArray();
        Assert.Equal(4, mounted.Length);
        Assert.All(mounted, path => Assert.True(Path.Exists(Path.Combine(root, path)), path));
    }

    [GeneratedRegex(@"- \./(observe/\S+?):")]
    private static partial Regex Mounted();

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
