namespace Wallet.Bench;

/// <summary>The ledger and the committer without HTTP beside bare loops at the same batch size, in turns.</summary>
internal static class LedgerBenchmark
{
    private const double Goal = 0.8;

    // A run takes a second or so: small batches pay for an fsync each.
    private static readonly (int BatchSize, int Transfers)[] Batches = [(1, 3_000), (64, 30_000), (512, 60_000)];

    private static readonly (int Submitters, int Transfers)[] Submitters = [(64, 30_000), (1024, 60_000)];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var repetitions = options.Repetitions ?? (options.Quick ? 3 : 9);
        var scale = options.Quick ? 5 : 1;
        var report = new Report("ledger", $"1,000 wallets, {repetitions} repetitions in turn, seed {options.Seed}",
            Machine.Look(workspace));
        await using var contest = await Contest.CreateAsync(workspace, 1000, options.Seed);
        await contest.WarmUpAsync();
        foreach (var (batchSize, transfers) in Batches)
        {
            var match = new Match($"ledger, batches of {batchSize}", $"bare loop, batches of {batchSize}");
            await contest.PlayAsync(match, transfers / scale, batchSize, repetitions);
            match.AddTo(report, Goal);
        }

        foreach (var (submitters, transfers) in Submitters)
            await SubmittersAsync(report, contest, submitters, transfers / scale, repetitions);
        report.Note(
            "The bare loop runs the very statements that the ledger writes with; it neither reads nor decides nor " +
            "hashes.");
        return report;
    }

    private static async Task SubmittersAsync(
        Report report, Contest contest, int submitters, int transfers, int repetitions)
    {
        var match = new Match($"committer, {submitters} submitters", $"bare loop, batches as {submitters} make");
        var sizes = new List<double>();
        Steps.Say($"{submitters} submitters, {repetitions} times");
        for (var i = 0; i < repetitions; i++)
        {
            // The committer first: the bare loop then works at the batch size that came about.
            var (committer, batchSize) = await contest.CommitterAsync(transfers, submitters);
            sizes.Add(batchSize);
            match.Add(committer, contest.Bare(transfers, (int)Math.Round(batchSize)));
        }

        report.Add(new Series($"{submitters} submitters: transfers in a batch", "", sizes));
        match.AddTo(report, Goal);
    }
}
