namespace Wallet.Bench;

/// <summary>Gateway + 1 silo and gateway + 2 silos beside the standalone host: real processes over TCP, the same kind
/// of ledger, in one run, in turns.</summary>
internal static class ClusterBenchmark
{
    private const string Standalone = "standalone", OneSilo = "gateway + 1 silo", TwoSilos = "gateway + 2 silos";

    // Of the standalone host, on the machine that the cluster's processes share with it: what the design asks for.
    private static readonly Dictionary<string, double> Goals = new() { [OneSilo] = 0.65, [TwoSilos] = 0.55 };

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("cluster", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await using var stores = await ClusterStores.StartAsync();
        await using var one = await ClusterUnderTest.StartAsync(workspace, stores, 1, plan.Wallets);
        await using var two = await ClusterUnderTest.StartAsync(workspace, stores, 2, plan.Wallets);
        await using var wallet = await WalletUnderTest.StartAsync(workspace, plan.Wallets);
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(wallet.Target with { Name = Standalone }, one.Target(OneSilo), two.Target(TwoSilos));
        var runner = new Runner(
            load, new Dictionary<string, Func<TimeSpan>>
            {
                [Standalone] = () =>
            wallet.Host.Process.Cpu,
                [OneSilo] = () => one.Cpu,
                [TwoSilos] = () => two.Cpu
            }, options.Seed);

        await MeasureAsync(plan, runner, report);

        report.Note(WalletUnderTest.Note);
        report.Note(
            "Server CPU of a cluster is that of gateway, silos, both Redis and PostgreSQL. The ledger is a SQLite " +
            "file on all three sides; silos share theirs.");
        report.Note(runner.RefusalNote());
        report.Note($"{Standalone}: {await wallet.AuditAsync(runner.Acknowledged(Standalone))}");
        report.Note($"{OneSilo}: {await one.AuditAsync(runner.Acknowledged(OneSilo))}");
        report.Note($"{TwoSilos}: {await two.AuditAsync(runner.Acknowledged(TwoSilos))}");
        return report;
    }

    private static async Task MeasureAsync(HttpPlan plan, Runner runner, Report report)
    {
        (string Name, LoadPattern Pattern, int Clients)[] loads =
        [
            ("uniform", LoadPattern.Uniform, plan.Clients), ("hot", LoadPattern.Hot, plan.Clients),
                ($"{plan.Crowd} clients", LoadPattern.Uniform, plan.Crowd),
        ];
        string[] targets = [Standalone, OneSilo, TwoSilos];
        var measured = (from load in loads from target in targets select (load, target))
            .ToDictionary(static kind => kind, static kind => new Measured($"{kind.target}, {kind.load.Name}"));
        await Steps.RunAsync("warm up", measured.Count, async done =>
        {
            foreach (var (load, target) in measured.Keys)
            {
                await runner.RunAsync(target, load.Pattern, load.Clients, plan.WarmUpSeconds);
                done(1);
            }
        });
        await Steps.RunAsync("standalone and clusters in turns", plan.Repetitions * measured.Count, async done =>
        {
            for (var i = 0; i < plan.Repetitions; i++)
            {
                foreach (var ((load, target), kind) in measured)
                {
                    await runner.RunAsync(target, load.Pattern, load.Clients, plan.Seconds, measured: kind);
                    done(1);
                }
            }
        });

        foreach (var kind in measured.Values)
            kind.AddTo(report);
        foreach (var load in loads)
        {
            var alone = measured[(load, Standalone)];
            foreach (var cluster in (ReadOnlySpan<string>)[OneSilo, TwoSilos])
            {
                var kind = measured[(load, cluster)];
                report.Add(Ratio.Of($"{cluster} ÷ {Standalone}, {load.Name} (throughput)", kind.PerSecond,
                    alone.PerSecond, Goals[cluster]));
                report.Add(Ratio.Of(
                    $"{cluster} ÷ {Standalone}, {load.Name} (server CPU a request)", kind.ServerCpu, alone.ServerCpu));
            }
        }
    }
}
