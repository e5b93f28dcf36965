namespace Wallet.Bench;

/// <summary>Gateway + 1 silo and gateway + 2 silos beside the standalone host: real processes over TCP, the same kind
/// of ledger, in one run, in turns.</summary>
internal static class ClusterBenchmark
{
    private const string Standalone = "standalone", OneSilo = "gateway + 1 silo", TwoSilos = "gateway + 2 silos",
        WithTls = "gateway + 2 silos, TLS";

    // Of the standalone host, on the machine that the cluster's processes share with it: what the design asks for.
    private static readonly (string Cluster, double Throughput, double Cpu)[] Goals =
        [(OneSilo, 0.65, 1.7), (TwoSilos, 0.55, 2.0)];

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("cluster", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await using var stores = await ClusterStores.StartAsync();
        await using var one = await stores.ServeAsync(OneSilo, workspace, 1, plan.Wallets);
        await using var two = await stores.ServeAsync(TwoSilos, workspace, 2, plan.Wallets);
        await using var wallet = await WalletUnderTest.StandaloneAsync(workspace, plan.Wallets, Standalone);
        await using var secure = options.Tls
            ? await stores.ServeAsync(WithTls, workspace, 2, plan.Wallets, tls: true)
            : null;
        WalletUnderTest[] sides = secure is null ? [wallet, one, two] : [wallet, one, two, secure];
        await using var load = new LoadProcess();
        await load.SetTargetsAsync([.. sides.Select(static side => side.Target)]);
        var cpuOf = new Dictionary<string, Func<TimeSpan>>
        {
            [Standalone] = () => wallet.Cpu,
            // No other cluster is under load meanwhile.
            [OneSilo] = () => one.Cpu + stores.Cpu,
            [TwoSilos] = () => two.Cpu + stores.Cpu,
        };
        if (secure is not null)
            cpuOf[WithTls] = () => secure.Cpu + stores.Cpu;
        var runner = new Runner(load, cpuOf, options.Seed);

        await MeasureAsync(plan, runner, report, [.. sides.Select(static side => side.Name)]);

        report.Note(WalletUnderTest.Note);
        report.Note(
            "Server CPU of a cluster is that of gateway, silos, both Redis and PostgreSQL. The ledger is a SQLite " +
            "file on all three sides; silos share theirs.");
        report.Note(runner.RefusalNote());
        foreach (var side in sides)
            report.Note(await side.AuditAsync(runner.Acknowledged(side.Name)));
        return report;
    }

    private static async Task MeasureAsync(HttpPlan plan, Runner runner, Report report, string[] targets)
    {
        (string Name, LoadPattern Pattern, int Clients)[] loads =
        [
            ("uniform", LoadPattern.Uniform, HttpPlan.Clients), ("hot", LoadPattern.Hot, HttpPlan.Clients),
            ($"{plan.Crowd} clients", LoadPattern.Uniform, plan.Crowd),
        ];
        var measured = new Dictionary<(string, string), Measured>();
        foreach (var (name, pattern, clients) in loads)
        {
            foreach (var target in targets)
                measured[(name, target)] = new Measured($"{target}, {name}", target, pattern, clients);
        }

        await runner.WarmUpAsync(HttpPlan.WarmUpSeconds, measured.Values);
        await runner.InTurnsAsync(plan.Repetitions, plan.Seconds, [.. measured.Values]);

        foreach (var kind in measured.Values)
            kind.AddTo(report);
        foreach (var (name, _, clients) in loads)
        {
            var alone = measured[(name, Standalone)];
            foreach (var (cluster, throughput, cpu) in Goals)
            {
                var kind = measured[(name, cluster)];
                report.Add(Ratio.Of(
                    $"{cluster} ÷ {Standalone}, {name} (throughput)", kind.PerSecond, alone.PerSecond, throughput));
                report.Add(Ratio.Of($"{cluster} ÷ {Standalone}, {name} (server CPU a request)", kind.ServerCpu,
                    alone.ServerCpu, clients == HttpPlan.Clients ? cpu : null, atLeast: false));
            }

            if (!measured.TryGetValue((name, WithTls), out var secure))
                continue;
            var plain = measured[(name, TwoSilos)];
            report.Add(Ratio.Of($"{WithTls} ÷ {TwoSilos}, {name} (throughput)", secure.PerSecond, plain.PerSecond));
            report.Add(Ratio.Of(
                $"{WithTls} ÷ {TwoSilos}, {name} (server CPU a request)", secure.ServerCpu, plain.ServerCpu));
        }
    }
}
