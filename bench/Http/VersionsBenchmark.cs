namespace Wallet.Bench;

/// <summary>The standalone host beside that of another checkout, both alive, in turns: what a change costs or brings,
/// from few clients to many.</summary>
internal static class VersionsBenchmark
{
    private const int Wallets = 1000;

    // The first load is also what both are warmed up with: tiered compilation takes about 15 s of it.
    private static readonly (string Name, LoadPattern Pattern, int Clients)[] Loads =
    [
        ("64 clients", LoadPattern.Uniform, 64), ("64 clients, hot", LoadPattern.Hot, 64),
            ("16 clients", LoadPattern.Uniform, 16),
        ("512 clients", LoadPattern.Uniform, 512), ("2,000 clients", LoadPattern.Uniform, 2000),
    ];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var before = options.Before ?? throw new FormatException("versions needs --before DIR.");
        var (repetitions, seconds, warmUp) =
            (options.Repetitions ?? 3, options.Seconds ?? (options.Quick ? 3 : 6), options.Quick ? 5 : 15);
        var report =
            new Report(
            "versions",
            $"{Wallets} wallets, {repetitions} repetitions of {seconds} s in turns after {warmUp} s of each load's " +
            $"warm-up, seed {options.Seed}", Machine.Look(workspace));
        await using var old = await WalletUnderTest.StartAsync(workspace.Of(before), Wallets, name: "before");
        await using var now = await WalletUnderTest.StartAsync(workspace, Wallets, name: "now");
        WalletUnderTest[] sides = [old, now];
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(old.Target, now.Target);
        var runner = new Runner(load, sides.ToDictionary(static side => side.Name, static Func<TimeSpan> (side) => () =>
            side.Host.Process.Cpu), options.Seed);

        var measured = (from kind in Loads from side in sides select (kind, side))
            .ToDictionary(static one => one, static one => new Measured($"{one.side.Name}, {one.kind.Name}"));
        await Steps.RunAsync("warm up and measure in turns", Loads.Length * (repetitions + 1), async done =>
        {
            foreach (var kind in Loads)
            {
                foreach (var side in sides)
                    await runner.RunAsync(
                        side.Name, kind.Pattern, kind.Clients, kind == Loads[0] ? Math.Max(warmUp, 15) : warmUp / 3.0);
                done(1);
                for (var i = 0; i < repetitions; i++)
                {
                    // Who goes first changes: a neighbour that wakes up disturbs not always the same one.
                    foreach (var side in i % 2 == 0 ? sides : [now, old])
                        await runner.RunAsync(
                            side.Name, kind.Pattern, kind.Clients, seconds, measured: measured[(kind, side)]);
                    done(1);
                }
            }
        });

        foreach (var kind in Loads)
        {
            var (one, other) = (measured[(kind, old)], measured[(kind, now)]);
            one.AddTo(report);
            other.AddTo(report);
            report.Add(Ratio.Of($"now ÷ before, {kind.Name} (throughput)", other.PerSecond, one.PerSecond,
                kind.Clients == 64 ? 0.9 : 0.85));
            report.Add(Ratio.Of($"now ÷ before, {kind.Name} (server CPU a request)", other.ServerCpu, one.ServerCpu));
        }

        report.Add(Ratio.Of("now: 2,000 clients ÷ 64 clients (throughput)", measured[(Loads[^1], now)].PerSecond,
            measured[(Loads[0], now)].PerSecond, 0.9));
        report.Note(
            $"Working sets at the end: before {old.Host.Process.WorkingSet >> 20} MiB, now " +
            $"{now.Host.Process.WorkingSet >> 20} MiB.");
        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        foreach (var side in sides)
            report.Note($"{side.Name}: {await side.AuditAsync(runner.Acknowledged(side.Name))}");
        return report;
    }
}
