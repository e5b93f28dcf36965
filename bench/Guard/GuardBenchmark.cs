namespace Wallet.Bench;

/// <summary>
/// The trend guard of CI: ledger ÷ bare loop, both in the same process on the same disk at the same time. Machines of
/// CI differ by factors and this ratio hardly does; so it fails only on a drop that no noise explains.
/// </summary>
internal static class GuardBenchmark
{
    /// <summary>What the median was on the machine it was tried on, idle or under a load of 14 on its 2
    /// cores.</summary>
    private const string Usual = "0.5 to 1.0";

    /// <summary>No noise that was seen moves the median of the pairs below this: single pairs lay between 0.46 and 1.2,
    /// the lower the quicker the disk.</summary>
    private const double Floor = 0.3;

    private const int BatchSize = 64, Transfers = 64 * 100;

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var repetitions = options.Repetitions ?? 9;
        var report = new Report("guard",
            $"{repetitions} pairs of {Transfers} transfers in batches of {BatchSize}, seed {options.Seed}",
            Machine.Look(workspace));
        await using var contest = await Contest.CreateAsync(workspace, 500, options.Seed);
        await contest.WarmUpAsync();
        var match = new Match("ledger", "bare loop");
        await contest.PlayAsync(match, Transfers, BatchSize, repetitions);

        var ratio = match.AddTo(report, Floor);
        report.Failed = ratio.Met == false;
        report.Note(report.Failed
            ? $"FAILED: the median of {repetitions} pairs is {ratio.Median:0.00}, below {Floor:0.00}; usual is " +
              $"{Usual}, and pairs of this run lie between {ratio.Samples.Min():0.00} and " +
              $"{ratio.Samples.Max():0.00}. The ledger needs far more work for a transfer than it did."
            : $"Passed: the median of {repetitions} pairs is {ratio.Median:0.00}; usual is {Usual}, and only less " +
              $"than {Floor:0.00} fails.");
        return report;
    }
}
