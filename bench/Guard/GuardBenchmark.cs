namespace Wallet.Bench;

/// <summary>
/// The trend guard of CI: ledger ÷ bare loop, both in the same process on the same disk at the same time. Machines of CI differ by
/// factors and this ratio hardly does; so it fails only on a drop that no noise explains.
/// </summary>
internal static class GuardBenchmark
{
    /// <summary>What the ratio was on the machines it was tried on, and below which it can't be noise.</summary>
    private const double Usual = 1.2, Floor = 0.6;

    private const int Repetitions = 9, BatchSize = 64, Transfers = 64 * 100;

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var repetitions = options.Repetitions ?? Repetitions;
        var report = new Report("guard", $"{repetitions} pairs of {Transfers} transfers in batches of {BatchSize}, seed {options.Seed}", Machine.Look(workspace));
        await using var contest = await Contest.CreateAsync(workspace, 500, options.Seed);
        var (bare, ledger) = (new List<double>(), new List<double>());
        await Steps.RunAsync("ledger and bare loop in turns", repetitions + 1, async done =>
        {
            for (var i = 0; i <= repetitions; i++)
            {
                var (limit, own) = (contest.Bare(Transfers, BatchSize), await contest.LedgerAsync(Transfers, BatchSize));
                done(1);
                if (i == 0)
                    continue; // The first pair is the warm-up.
                bare.Add(limit);
                ledger.Add(own);
            }
        });

        var ratio = report.Add(Ratio.Of(
            "ledger ÷ bare loop", report.Add(new Series("ledger", "transfers/s", ledger)), report.Add(new Series("bare loop", "transfers/s", bare)), Floor));
        report.Failed = ratio.Met == false;
        report.Note(report.Failed
            ? $"FAILED: the median of {repetitions} pairs is {ratio.Median:0.00}, below {Floor:0.0}; usual is {Usual:0.0}, and pairs of this run lie between {ratio.Samples.Min():0.00} and {ratio.Samples.Max():0.00}. The ledger needs far more work for a transfer than it did."
            : $"Passed: the median of {repetitions} pairs is {ratio.Median:0.00}; usual is {Usual:0.0}, and only less than {Floor:0.0} fails.");
        return report;
    }
}
