namespace Wallet.Bench;

/// <summary>The standalone host over HTTP beside a bare authenticated echo, in one run, in turns.</summary>
internal static class HttpBenchmark
{
    private const string Wallet = "wallet", Echo = "echo";

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("http", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await using var wallet = await WalletUnderTest.StandaloneAsync(workspace, plan.Wallets);
        await using var echo = new ChildProcess("echo-host", WalletHost.GarbageCollector(workspace));
        var echoAddress = await EchoHost.AddressAsync(echo, wallet.Target.Users[0].Token);
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(wallet.Target, new LoadTarget(Echo, echoAddress, "/echo",
            [.. wallet.Target.Users.Select(static user => user with { Token = EchoHost.Sign(user.Token) })]));
        var cpuOf = new Dictionary<string, Func<TimeSpan>>
        {
            [Wallet] = () => wallet.Cpu,
            [Echo] = () => ProcessTree.CpuOf(echo.Id),
        };
        var runner = new Runner(load, cpuOf, options.Seed);

        var peak = await PeakAsync(plan, runner, report);
        await SerialAsync(plan, runner, report);
        await HalfThePeakAsync(plan, runner, report, peak / 2);
        await OverloadAsync(plan, runner, report);

        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        report.Note(await wallet.AuditAsync(runner.Acknowledged(Wallet)));
        return report;
    }

    private static async Task<double> PeakAsync(HttpPlan plan, Runner runner, Report report)
    {
        Measured echo = new("echo", Echo, LoadPattern.Uniform, HttpPlan.Clients),
            uniform = new("uniform", Wallet, LoadPattern.Uniform, HttpPlan.Clients),
            hot = new("hot", Wallet, LoadPattern.Hot, HttpPlan.Clients), crowd = Crowd(plan);
        Measured[] all = [echo, uniform, hot, crowd];
        await runner.WarmUpAsync(HttpPlan.WarmUpSeconds, all);
        await runner.InTurnsAsync(plan.Repetitions, plan.Seconds, all);

        foreach (var one in all)
            one.AddTo(report);
        report.Add(Ratio.Of("uniform ÷ echo (throughput)", uniform.PerSecond, echo.PerSecond, 0.6));
        report.Add(Ratio.Of("hot ÷ uniform (throughput)", hot.PerSecond, uniform.PerSecond, 0.95));
        report.Add(Ratio.Of(
            $"{plan.Crowd} clients ÷ {HttpPlan.Clients} clients (throughput)", crowd.PerSecond, uniform.PerSecond));
        report.Add(Ratio.Of("uniform ÷ echo (server CPU a request)", uniform.ServerCpu, echo.ServerCpu));
        return uniform.PerSecond.Median;
    }

    private static async Task SerialAsync(HttpPlan plan, Runner runner, Report report)
    {
        Measured[] all =
        [
            new("serial echo", Echo, LoadPattern.Uniform, 1), new("serial transfer", Wallet, LoadPattern.Uniform, 1),
        ];
        await runner.InTurnsAsync(plan.Repetitions, plan.Seconds / 4, all);
        foreach (var one in all)
            one.AddLatencyTo(report);
    }

    private static async Task HalfThePeakAsync(HttpPlan plan, Runner runner, Report report, double rate)
    {
        var connections = Math.Min(HttpPlan.OpenConnections, plan.Wallets);
        Measured wallet = new("half the peak", Wallet, LoadPattern.Uniform, connections, rate),
            echo = new("echo at the same rate", Echo, LoadPattern.Uniform, connections, rate);
        await runner.InTurnsAsync(Math.Min(3, plan.Repetitions), plan.Seconds, wallet, echo);
        wallet.AddLatencyTo(report);
        echo.AddLatencyTo(report);
        report.Add(new Ratio("p99 at half the peak, ms", wallet.P99.Samples, 15, AtLeast: false));
        report.Add(Ratio.Of("p99 at half the peak ÷ p99 of the echo at the same rate", wallet.P99, echo.P99, 5,
            atLeast: false));
    }

    // Clients who, when they are refused as busy, ask again at once, without heeding Retry-After: no load is worse. In
    // turn with as many as the host has room for.
    private static async Task OverloadAsync(HttpPlan plan, Runner runner, Report report)
    {
        var (crowd, overload) = (Crowd(plan), new Measured("overload", Wallet, LoadPattern.Uniform, HttpPlan.Overload));
        await runner.InTurnsAsync(plan.Repetitions, plan.Seconds, crowd, overload);
        overload.AddTo(report);
        report.Add(overload.Busy);
        report.Add(Ratio.Of($"overload, {HttpPlan.Overload} clients ÷ {plan.Crowd} clients (transfers/s)",
            overload.PerSecond, crowd.PerSecond));
    }

    private static Measured Crowd(HttpPlan plan) =>
        new($"{plan.Crowd} clients", Wallet, LoadPattern.Uniform, plan.Crowd);
}
