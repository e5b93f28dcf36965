namespace Wallet.Bench;

/// <summary>The ledger and the committer without HTTP beside bare loops at the same batch size, in turns.</summary>
internal static class LedgerBenchmark
{
    // A run takes a second or so: small batches pay for an fsync each.
    private static readonly (int BatchSize, int Transfers)[] Batches = [(1, 3_000), (64, 30_000), (512, 60_000)];

    private static readonly (int Submitters, int Transfers)[] Submitters = [(64, 30_000), (1024, 60_000)];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var repetitions = options.Repetitions ?? (options.Quick ? 3 : 9);
        var scale = options.Quick ? 5 : 1;
        var report = new Report("ledger", $"1,000 wallets, {repetitions} repetitions in turn, seed {options.Seed}", Machine.Look(workspace));
        await using var contest = await Contest.CreateAsync(workspace, 1000, options.Seed);
        await Steps.RunAsync("warm up", 1, async _ =>
        {
            contest.Bare(20_000 / scale, 512);
            await contest.LedgerAsync(20_000 / scale, 512);
            await contest.CommitterAsync(20_000 / scale, 64);
        });

        await BatchesAsync(report, contest, repetitions, scale);
        await SubmittersAsync(report, contest, repetitions, scale);
        report.Note("The bare loop runs a statement a row; it neither reads nor decides nor hashes. So a ratio above 1 is possible: the ledger writes many rows by one statement and a wallet once a batch.");
        return report;
    }

    private static async Task BatchesAsync(Report report, Contest contest, int repetitions, int scale)
    {
        foreach (var (batchSize, full) in Batches)
        {
            var transfers = full / scale;
            var (bare, ledger) = (new List<double>(), new List<double>());
            await Steps.RunAsync($"batches of {batchSize}", repetitions, async done =>
            {
                for (var i = 0; i < repetitions; i++)
                {
                    bare.Add(contest.Bare(transfers, batchSize));
                    ledger.Add(await contest.LedgerAsync(transfers, batchSize));
                    done(1);
                }
            });
            var limit = report.Add(new Series($"bare loop, batches of {batchSize}", "transfers/s", bare));
            var own = report.Add(new Series($"ledger, batches of {batchSize}", "transfers/s", ledger));
            report.Add(Ratio.Of($"ledger ÷ bare loop, batches of {batchSize}", own, limit, 0.8));
        }
    }

    private static async Task SubmittersAsync(Report report, Contest contest, int repetitions, int scale)
    {
        foreach (var (submitters, full) in Submitters)
        {
            var transfers = full / scale;
            var (bare, committer, sizes) = (new List<double>(), new List<double>(), new List<double>());
            await Steps.RunAsync($"{submitters} submitters", repetitions, async done =>
            {
                for (var i = 0; i < repetitions; i++)
                {
                    // The committer first: the bare loop then works at the batch size that came about.
                    var (perSecond, batchSize) = await contest.CommitterAsync(transfers, submitters);
                    committer.Add(perSecond);
                    sizes.Add(batchSize);
                    bare.Add(contest.Bare(transfers, (int)Math.Round(batchSize)));
                    done(1);
                }
            });
            report.Add(new Series($"{submitters} submitters: transfers in a batch", "", sizes));
            var limit = report.Add(new Series($"bare loop, batches as with {submitters} submitters", "transfers/s", bare));
            var own = report.Add(new Series($"committer, {submitters} submitters", "transfers/s", committer));
            report.Add(Ratio.Of($"committer ÷ bare loop, {submitters} submitters", own, limit, 0.8));
        }
    }
}
