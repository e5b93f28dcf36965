namespace Wallet.TestKit;

/// <summary><c>docs/telemetry.md</c>, whose tables are held against the code and what is served.</summary>
public static class TelemetryDocument
{
    /// <summary>The metrics of this product, as the document tells them.</summary>
    public static IReadOnlyList<DocumentedMetric> Metrics { get; } =
        [.. Rows("metric").Select(static cells => new DocumentedMetric(
            cells[0], cells[1], cells[2], cells[3],
            [.. cells[4].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]))];

    /// <summary>With what the names of others' metrics begin.</summary>
    public static IReadOnlyList<string> Others { get; } = [.. Rows("begins with").Select(static cells => cells[0])];

    private static IEnumerable<string[]> Rows(string firstColumn)
    {
        var path = Path.Combine(Repository.Find() ?? throw new InvalidOperationException("There is no repository."),
            "docs", "telemetry.md");
        var isIn = false;
        foreach (var line in File.ReadLines(path))
        {
            string[] cells = [.. line.Split('|', StringSplitOptions.TrimEntries).Skip(1)
                .Select(static cell => cell.Replace("`", "", StringComparison.Ordinal))];
            if (cells.Length == 0)
                isIn = false;
            else if (isIn && !cells[0].StartsWith("--", StringComparison.Ordinal))
                yield return cells;
            isIn |= cells.Length > 0 && cells[0] == firstColumn;
        }
    }
}

/// <summary>A metric as it is documented.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Family">Its name in Prometheus.</param>
/// <param name="Kind">What kind of instrument it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Labels">Its labels in Prometheus.</param>
public sealed record DocumentedMetric(
    string Name, string Family, string Kind, string Unit, IReadOnlyList<string> Labels);
