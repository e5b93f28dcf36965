namespace Wallet.Bench;

/// <summary>What was found at one size.</summary>
/// <param name="entries">Entries in the ledger.</param>
/// <param name="folder">The host's data folder with it.</param>
internal sealed class GrowthResult(long entries, string folder)
{
    private static readonly (string Name, string Unit, Func<GrowthResult, IEnumerable<double>> Pick)[] Measures =
    [
        ("throughput, 64 submitters", "transfers/s", static r => r.Probes.Select(static p => p.PerSecond)),
        ("newest page of the small wallet", "µs", static r => r.Probes.Select(static p => p.SmallPageMicroseconds)),
        ("newest page of the large wallet", "µs", static r => r.Probes.Select(static p => p.LargePageMicroseconds)),
        ("any page of the large wallet", "µs", static r => r.Probes.Select(static p => p.DeepPageMicroseconds)),
        ("opening the ledger", "ms", static r => r.Probes.Select(static p => p.OpenMs)),
        ("working set", "MiB", static r => r.Probes.Select(static p => MiB(p.WorkingSet))),
        ("managed heap", "MiB", static r => r.Probes.Select(static p => MiB(p.ManagedHeap))),
        ("starting the host", "s", static r => r.StartSeconds),
        ("audit", "s", static r => [r.Audit.Took.TotalSeconds]),
        ("audit: largest working set", "MiB", static r => [MiB(r.Audit.PeakBytes)]),
        ("file", "MiB", static r => [MiB(r._fileBytes)]),
        ("file for each transfer", "bytes", static r => [2.0 * r._fileBytes / r.Entries]),
    ];

    private readonly long _fileBytes = new FileInfo(Path.Combine(folder, "ledger.db")).Length;

    /// <summary>Entries in the ledger.</summary>
    public long Entries => entries;

    /// <summary>The host's data folder with it.</summary>
    public string Folder => folder;

    /// <summary>The ledger file.</summary>
    public string Ledger => Path.Combine(folder, "ledger.db");

    /// <summary>One for each repetition.</summary>
    public List<ProbeResult> Probes { get; } = [];

    /// <summary>From the start of the host's process to its line that it listens, one for each repetition.</summary>
    public List<double> StartSeconds { get; } = [];

    /// <summary>How long an audit took, and its largest working set.</summary>
    public (TimeSpan Took, long PeakBytes) Audit { get; set; }

    /// <summary>Tells the report of all sizes, and how the largest compares with the smallest.</summary>
    public static void AddTo(Report report, IReadOnlyList<GrowthResult> results)
    {
        foreach (var (name, unit, pick) in Measures)
        {
            foreach (var result in results)
                report.Add(new Series($"{name}, {result.Entries:#,0} entries", unit, [.. pick(result)]));
        }

        GrowthResult first = results[0], last = results[^1];
        report.Add(new Ratio($"throughput with {last.Entries:#,0} ÷ with {first.Entries:#,0} entries",
            [.. last.Probes.Zip(first.Probes, static (large, small) => large.PerSecond / small.PerSecond)], 0.8));
        report.Add(new Ratio(
            $"newest page of history: {last.Entries / 10:#,0} entries ÷ {GrowthWallets.SmallEntries} entries (time)",
            [.. last.Probes.Select(static p => p.LargePageMicroseconds / p.SmallPageMicroseconds)], 1.2,
            AtLeast: false));
        report.Note(
            "The large wallet holds a tenth of all entries, the small one 100. Pages have 50 entries and are read " +
            "from the ledger's port; \"any page\" starts at a random cursor.");
    }

    private static double MiB(long bytes) => bytes / 1048576.0;
}
