namespace Wallet.Bench;

/// <summary>The standalone host beside that of another checkout, both alive, in turns: what a change costs or brings,
/// from perSecond clients to many.</summary>
internal static class VersionsBenchmark
{
    private const int Wallets = 1000, Most = 2000;

    private static readonly (string Name, LoadPattern Pattern, int Clients)[] Loads =
    [
        ("64 clients", LoadPattern.Uniform, 64), ("64 clients, hot", LoadPattern.Hot, 64),
        ("16 clients", LoadPattern.Uniform, 16), ("512 clients", LoadPattern.Uniform, 512),
        ("2,000 clients", LoadPattern.Uniform, Most),
    ];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var (repetitions, seconds) = (options.Repetitions ?? 3, options.Seconds ?? (options.Quick ? 3 : 6));
        var report = new Report("versions",
            $"{Wallets} wallets, {repetitions} repetitions of {seconds} s in turns, seed {options.Seed}",
            Machine.Look(workspace));
        await using var old = await WalletUnderTest.StandaloneAsync(workspace, Wallets, "before", options.Before);
        await using var now = await WalletUnderTest.StandaloneAsync(workspace, Wallets, "now");
        WalletUnderTest[] sides = [old, now];
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(old.Target, now.Target);
        var cpuOf = sides.ToDictionary(static side => side.Name, static Func<TimeSpan> (side) => () => side.Cpu);
        var runner = new Runner(load, cpuOf, options.Seed);

        var perSecond = new Dictionary<int, Series>();
        foreach (var (name, pattern, clients) in Loads)
        {
            Measured[] pair =
                [.. sides.Select(side => new Measured($"{side.Name}, {name}", side.Name, pattern, clients))];
            // The first load is also what both are warmed up with.
            await runner.WarmUpAsync(perSecond.Count == 0 ? HttpPlan.WarmUpSeconds : options.Quick ? 2 : 5, pair);
            await runner.InTurnsAsync(repetitions, seconds, pair);
            foreach (var one in pair)
                one.AddTo(report);
            report.Add(Ratio.Of($"now ÷ before, {name} (throughput)", pair[1].PerSecond, pair[0].PerSecond,
                clients == HttpPlan.Clients ? 0.9 : 0.85));
            report.Add(Ratio.Of($"now ÷ before, {name} (server CPU a request)", pair[1].ServerCpu, pair[0].ServerCpu));
            perSecond.TryAdd(clients, pair[1].PerSecond);
        }

        report.Add(Ratio.Of(
            "now: 2,000 clients ÷ 64 clients (throughput)", perSecond[Most], perSecond[HttpPlan.Clients], 0.9));
        report.Note($"Working sets at the end: before {old.WorkingSet >> 20} MiB, now {now.WorkingSet >> 20} MiB.");
        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        foreach (var side in sides)
            report.Note(await side.AuditAsync(runner.Acknowledged(side.Name)));
        return report;
    }
}
