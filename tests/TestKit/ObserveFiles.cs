using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wallet.TestKit;

/// <summary>The rules and the dashboard in <c>observe</c>, and which metrics they need.</summary>
public static partial class ObserveFiles
{
    // Begins with what nobody's label or function does.
    private const string Prefixes = "wallet|http_server|kestrel|dotnet|orleans|db_client";

    /// <summary>Metrics that only a cluster has.</summary>
    public static IReadOnlyList<string> OfClusters { get; } = ["wallet_gate_", "db_client_", "wallet_cluster_"];

    /// <summary>Metrics that are there once something was refused, failed or merged, or had to wait. That they exist is
    /// told by <c>docs/telemetry.md</c>, which is held against the code.</summary>
    public static IReadOnlyList<string> OfTroubles { get; } =
    [
        "wallet_unknown_outcomes_total", "wallet_hashing_waiting", "wallet_hashing_refused_total",
        "wallet_gate_failures_total", "wallet_cluster_refused_total", "wallet_key_index_merged_total",
        "wallet_key_index_merges_total",
    ];

    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(
        Repository.Find() ?? throw new InvalidOperationException("There is no repository."), "observe");

    /// <summary>The rules.</summary>
    public static string Rules { get; } = Path.Combine(Folder, "rules", "wallet.yml");

    /// <summary>What the dashboard asks, by the titles of its panels.</summary>
    public static IReadOnlyList<(string Title, string Query)> Queries { get; } = ReadQueries();

    /// <summary>The names of the alerts.</summary>
    public static IReadOnlyList<string> Alerts { get; } =
        [.. Alert().Matches(File.ReadAllText(Rules)).Select(static match => match.Groups[1].Value)];

    /// <summary>The metrics that rules and dashboard name, as they are in a scrape.</summary>
    public static IReadOnlySet<string> Metrics { get; } = Queries.Select(static panel => panel.Query)
        .Append(Comment().Replace(File.ReadAllText(Rules), "")).SelectMany(MetricsIn)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The metrics that a query names.</summary>
    public static IEnumerable<string> MetricsIn(string query) =>
        Name().Matches(Labels().Replace(query, " ")).Select(static match => match.Value);

    private static List<(string, string)> ReadQueries()
    {
        using var dashboard = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Folder, "grafana", "dashboards", "wallet.json")));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(static panel => panel.TryGetProperty("targets", out _))
                .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray().Select(target =>
                    (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!))),
        ];
    }

    [GeneratedRegex(@"^ *- alert: (\w+)", RegexOptions.Multiline)]
    private static partial Regex Alert();

    // Comments, and what is said to people.
    [GeneratedRegex(@"^ *(?:#|summary:|description:|runbook_url:|labels:).*", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{[^}]*\}|\b(?:by|without|on|ignoring) *\([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex($@"\b(?:{Prefixes})_[a-z0-9_]+")]
    private static partial Regex Name();
}
