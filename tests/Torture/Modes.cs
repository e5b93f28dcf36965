using System.Diagnostics;

namespace Wallet.Torture;

/// <summary>The ways to run this program.</summary>
internal static class Modes
{
    private const int CiRounds = 3;
    private const int CiFuzz = 2000;

    /// <summary>Runs what the options ask for and returns the exit code.</summary>
    public static async Task<int> RunAsync(TortureOptions options)
    {
        if (options.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        if (options.SelfTest)
            return SelfTest(options) ? 0 : 1;
        if (options.Ci)
            return await CiAsync(options with { Rounds = CiRounds });
        return (options.Fuzz is { } requests ? await FuzzAsync(options, requests) : await TortureAsync(
            options, options.Rounds)) ? 0 : 1;
    }

    private static async Task<int> CiAsync(TortureOptions options)
    {
        bool[] passed = [SelfTest(options), await TortureAsync(options, CiRounds), await FuzzAsync(options, CiFuzz)];
        Console.WriteLine($"{passed.Count(static one => one)} passed, {passed.Count(static one => !one)} failed");
        return passed.All(static one => one) ? 0 : 1;
    }

    private static bool SelfTest(TortureOptions options)
    {
        string[] failures =
        [
            .. CheckerSelfTest.Run(options.Seed), .. FreezeSelfTest.Run(options.Seed),
            .. MoneySelfTest.Run(options.Seed),
        ];
        foreach (var failure in failures)
            Console.WriteLine("VIOLATION " + failure);
        return failures.Length == 0;
    }

    private static async Task<bool> TortureAsync(TortureOptions options, int? rounds)
    {
        var tally = new Tally();
        var clock = Stopwatch.StartNew();
        var length = TimeSpan.FromMinutes(options.Minutes);
        using var interrupt = new Interrupt();
        double Done() => rounds is { } all ? (double)tally.Rounds.Value / Math.Max(1, all) : clock.Elapsed / length;
        await LockoutedAsync(tally, async () =>
        {
            await using var run = new TortureRun(options, tally);
            foreach (var line in run.Notes)
                Console.WriteLine("note: " + line);
            await Display.ShowAsync(tally, Done, onStep =>
                run.RunAsync(() => Done() >= 1 || interrupt.IsRequested, onStep), Display.OfTorture);
        });
        Display.Table(
            $"Torture, seed {options.Seed}, {clock.Elapsed:h\\:mm\\:ss}", Display.RowsOfTorture(tally), tally);
        return tally.Violations == 0;
    }

    private static async Task<bool> FuzzAsync(TortureOptions options, int requests)
    {
        var tally = new Tally();
        var clock = Stopwatch.StartNew();
        var counts = new FuzzCounts();
        using var interrupt = new Interrupt();
        await LockoutedAsync(tally, async () =>
        {
            await using var run = new FuzzRun(options, requests, tally, counts);
            await Display.ShowAsync(tally, () => (double)counts.Sent.Value / Math.Max(1, requests), onStep =>
                run.RunAsync(() => interrupt.IsRequested, onStep), _ => counts.Line(tally));
        });
        Display.Table($"Rubbish, seed {options.Seed}, {clock.Elapsed:h\\:mm\\:ss}", counts.Rows(), tally);
        return tally.Violations == 0;
    }

    // What stops a run is a violation too, and the table is shown all the same.
    private static async Task LockoutedAsync(Tally tally, Func<Task> run)
    {
        try
        {
            await run();
        }
#pragma warning disable CA1031 // Whatever it is, it is reported, with all that was counted until then.
        catch (Exception e)
#pragma warning restore CA1031
        {
            tally.Violation("the run ended early: " + e);
        }
    }
}
