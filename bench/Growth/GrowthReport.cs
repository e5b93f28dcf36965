namespace Wallet.Bench;

/// <summary>Tables, ratios and chart of growth.</summary>
internal static class GrowthReport
{
    private static readonly (string Name, string Unit, Func<ProbeResult, double> Pick)[] Measures =
    [
        ("throughput, 64 submitters", "transfers/s", static p => p.PerSecond),
        ("newest page of the small wallet", "µs", static p => p.SmallPageMicroseconds),
        ("newest page of the large wallet", "µs", static p => p.LargePageMicroseconds),
        ("any page of the large wallet", "µs", static p => p.DeepPageMicroseconds),
        ("opening the ledger", "ms", static p => p.OpenMs),
        ("working set", "MiB", static p => p.WorkingSet / 1048576.0),
        ("managed heap", "MiB", static p => p.ManagedHeap / 1048576.0),
    ];

    public static void Write(Report report, Workspace workspace, IReadOnlyList<GrowthResult> results)
    {
        foreach (var (name, unit, pick) in Measures)
        {
            foreach (var result in results)
                report.Add(Of(result, name, unit, pick));
        }

        foreach (var result in results)
            report.Add(new Series($"starting the host, {Size(result)}", "s", result.StartSeconds));
        foreach (var result in results)
            report.Add(new Series(
                $"audit, {Size(result)}", "s", [.. result.Audits.Select(static audit => audit.Took.TotalSeconds)]));
        foreach (var result in results)
            report.Add(new Series($"audit: largest working set, {Size(result)}", "MiB",
                [.. result.Audits.Select(static audit => audit.PeakBytes / 1048576.0)]));
        foreach (var result in results)
            report.Add(new Series($"file, {Size(result)}", "MiB", result.FileBytes / 1048576.0));
        foreach (var result in results)
            report.Add(new Series(
                $"file for each transfer, {Size(result)}", "bytes", 2.0 * result.FileBytes / result.Entries));

        GrowthResult first = results[0], last = results[^1];
        report.Add(
            Ratio.Of($"throughput with {Size(last)} ÷ with {Size(first)}", PerSecond(last), PerSecond(first), 0.8));
        report.Add(
            Ratio.Of($"newest page of history: {last.Entries / 10:#,0} entries ÷ {GrowthWallets.SmallEntries} " +
            $"entries (time)", Page(last), SmallPage(last), 1.2, atLeast: false));
        report.Note(
            "The large wallet holds a tenth of all entries, the small one 100. Pages have 50 entries and are read " +
            "from the ledger's port; \"any page\" starts at a random cursor.");
        AddChart(report, workspace, results);
    }

    private static void AddChart(Report report, Workspace workspace, IReadOnlyList<GrowthResult> results)
    {
        var first = results[0];
        var chart = new LineChart(
            $"As the ledger grows (1 = at {Size(first)})", "entries in the ledger", "relative", xLog: true);
        chart.Add("throughput", Relative(results, result => PerSecond(result).Median));
        chart.Add("page, small wallet", Relative(results, result => SmallPage(result).Median));
        chart.Add("page, large wallet", Relative(results, result => Page(result).Median));
        chart.Add("start of the host", Relative(results, static result => Series.MedianOf(result.StartSeconds)));
        chart.Add("memory", Relative(results, static result =>
            Series.MedianOf(result.Probes.Select(static p => (double)p.WorkingSet))));
        chart.Add("bytes an entry", Relative(results, static result => (double)result.FileBytes / result.Entries));
        report.AddChart(workspace, "growth.svg", chart);
    }

    private static IReadOnlyList<(double, double)> Relative(
        IReadOnlyList<GrowthResult> results, Func<GrowthResult, double> pick) =>
        [.. results.Select(result => ((double)result.Entries, pick(result) / pick(results[0])))];

    private static Series PerSecond(GrowthResult result) => Of(result, "", "", static p => p.PerSecond);

    private static Series Page(GrowthResult result) => Of(result, "", "", static p => p.LargePageMicroseconds);

    private static Series SmallPage(GrowthResult result) => Of(result, "", "", static p => p.SmallPageMicroseconds);

    private static Series Of(GrowthResult result, string name, string unit, Func<ProbeResult, double> pick) =>
        new($"{name}, {Size(result)}", unit, [.. result.Probes.Select(pick)]);

    private static string Size(GrowthResult result) => $"{result.Entries:#,0} entries";
}
