namespace Wallet.Bench;

/// <summary>Memory of the host under steady load at half its peak, with metrics scraped each second.</summary>
internal static class SoakBenchmark
{
    // A token is good for an hour.
    private static readonly TimeSpan SignInAgainAfter = TimeSpan.FromMinutes(45);

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var length = TimeSpan.FromMinutes(options.Minutes ?? (options.Quick ? 0.5 : 60));
        var wallets = options.Quick ? 200 : 1000;
        var report = new Report("soak",
            $"{length.TotalMinutes:0.#} min at half the peak, {wallets} wallets, seed {options.Seed}",
            Machine.Look(workspace));
        var scraper = new Scraper();
        await using var wallet = await WalletUnderTest.StandaloneAsync(workspace, wallets, settings:
            new Dictionary<string, string> { ["Wallet__Operator__Urls"] = scraper.Operators });
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(wallet.Target);
        var runner = new Runner(
            load, new Dictionary<string, Func<TimeSpan>> { [wallet.Name] = () => wallet.Cpu }, options.Seed);
        var peak = new Measured("peak before", wallet.Name, LoadPattern.Uniform, HttpPlan.Clients);
        await runner.WarmUpAsync(options.Quick ? 2 : HttpPlan.WarmUpSeconds, peak);
        await runner.InTurnsAsync(1, 5, peak);
        report.Add(peak.PerSecond);

        await using var scraping = scraper.Start();
        var samples = await LoadAsync(wallet, load, runner, peak.PerSecond.Median / 2, length);
        var quarter = samples.Count / 4;
        report.Add(new Series("working set", "MiB", samples));
        // What is settled does not grow any more.
        report.Add(new Ratio("working set: last quarter ÷ third quarter",
            [Series.MedianOf(samples[^quarter..]) / Series.MedianOf(samples[^(2 * quarter)..^quarter])],
            options.Quick ? null : 1.02, AtLeast: false));
        report.Add(new Series("heap after a collection", "MiB", scraper.Heap));
        report.Note($"In MiB, by tenths of the time: working set {Tenths(samples)}; "
            + $"heap after a collection {Tenths(scraper.Heap)}.");
        report.Note($"Metrics were scraped {scraper.Count} times, once a second.");
        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        report.Note(await wallet.AuditAsync(runner.Acknowledged(wallet.Name)));
        return report;
    }

    private static string Tenths(List<double> samples) => string.Join(' ', samples
        .Chunk(Math.Max(1, (samples.Count + 9) / 10)).Select(static tenth => $"{Series.MedianOf(tenth):0}"));

    private static async Task<List<double>> LoadAsync(
        WalletUnderTest wallet, LoadProcess load, Runner runner, double rate, TimeSpan length)
    {
        Steps.Say($"{length.TotalMinutes:0.#} minutes of load");
        var samples = new List<double>();
        await using var sampling = new Timer(
            _ => samples.Add(wallet.WorkingSet / 1048576.0), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var half = new Measured("half the peak", wallet.Name, LoadPattern.Uniform, HttpPlan.Clients, rate);
        var (watch, signedIn) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        while (watch.Elapsed < length)
        {
            if (signedIn.Elapsed > SignInAgainAfter)
            {
                await wallet.SignInAgainAsync();
                await load.SetTargetsAsync(wallet.Target);
                signedIn.Restart();
            }

            await runner.RunAsync(half, Math.Min(30, Math.Max(1, (length - watch.Elapsed).TotalSeconds)));
        }

        return samples;
    }
}
