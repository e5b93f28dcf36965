using System.Diagnostics;

namespace Wallet.Bench;

/// <summary>Memory of the host under steady load at half its peak.</summary>
internal static class SoakBenchmark
{
    private const int Wallets = 1000, Clients = 64;

    // A token is good for an hour.
    private static readonly TimeSpan SignInAgainAfter = TimeSpan.FromMinutes(45);

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var length = TimeSpan.FromMinutes(options.Minutes ?? (options.Quick ? 0.5 : 60));
        var wallets = options.Quick ? 200 : Wallets;
        var report =
            new Report(
            "soak", $"{length.TotalMinutes:0.#} min at half the peak, {wallets} wallets, seed {options.Seed}",
            Machine.Look(workspace));
        var heapFile = Path.Combine(workspace.Data, "heap");
        await using var wallet = await WalletUnderTest.StartAsync(workspace, wallets, new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
            [StartupHook.FileVariable] = heapFile,
        });
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(wallet.Target);
        var runner = new Runner(
            load, new Dictionary<string, Func<TimeSpan>> { ["wallet"] = () => wallet.Host.Process.Cpu }, options.Seed);
        var peak = await Steps.RunAsync("find the peak", 1, async _ =>
            (await runner.RunAsync("wallet", LoadPattern.Uniform, Clients, 5)).PerSecond);

        var samples = new MemorySamples(wallet.Host.Process, heapFile);
        using var stop = new CancellationTokenSource();
        var sampling = samples.TakeAsync(TimeSpan.FromSeconds(Math.Max(1, length.TotalSeconds / 1000)), stop.Token);
        await LoadAsync(wallet, load, runner, peak / 2, length);
        await stop.CancelAsync();
        await sampling;

        Tell(report, workspace, samples, peak);
        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        report.Note(await wallet.AuditAsync(runner.Acknowledged("wallet")));
        return report;
    }

    private static Task LoadAsync(
        WalletUnderTest wallet, LoadProcess load, Runner runner, double rate, TimeSpan length) =>
        Steps.RunAsync("soak", length.TotalSeconds, async done =>
        {
            var (watch, signedIn) = (Stopwatch.StartNew(), Stopwatch.StartNew());
            while (watch.Elapsed < length)
            {
                if (signedIn.Elapsed > SignInAgainAfter)
                {
                    await wallet.SignInAgainAsync();
                    await load.SetTargetsAsync(wallet.Target);
                    signedIn.Restart();
                }

                var seconds = Math.Min(30, Math.Max(1, (length - watch.Elapsed).TotalSeconds));
                await runner.RunAsync("wallet", LoadPattern.Uniform, Clients, seconds, rate);
                done(seconds);
            }
        });

    private static void Tell(Report report, Workspace workspace, MemorySamples samples, double peak)
    {
        report.Add(new Series("peak before", "transfers/s", peak));
        var chart = new LineChart("Memory of the host under load", "minutes", "MiB");
        foreach (var (name, points) in samples.Kinds())
        {
            var values = points.Select(static p => p.MiB).ToArray();
            var quarter = values.Length / 4;
            if (quarter == 0)
                throw new BenchException("The run was too short for a slope.");
            report.Add(new Series($"{name}", "MiB", values));
            report.Add(new Series($"{name}: slope of the second half", "MiB/h", MemorySamples.SettledSlope(points)));
            report.Add(new Ratio($"{name}: last quarter ÷ third quarter",
                [Series.MedianOf(values[^quarter..]) / Series.MedianOf(values[^(2 * quarter)..^quarter])]));
            chart.Add(name, [.. points.Select(static p => (60 * p.Hours, p.MiB))]);
        }

        report.AddChart(workspace, "soak.svg", chart);
    }
}
