namespace Wallet.Bench;

/// <summary>The standalone host over HTTP beside a bare authenticated echo, in one run, in turns.</summary>
internal static class HttpBenchmark
{
    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("http", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await using var wallet = await WalletUnderTest.StartAsync(workspace, plan.Wallets);
        var tokens = new EchoTokens();
        var (echo, echoAddress) =
            await EchoProcess.StartAsync(tokens.KeysFor(wallet.Users[0].Token), WalletHost.GarbageCollector(workspace));
        await using var _ = echo;
        await using var load = new LoadProcess();
        await load.SetTargetsAsync(
            wallet.Target, new LoadTarget("echo", echoAddress, "/echo",
            [.. wallet.Users.Select(user => user with { Token = tokens.Sign(user.Token) })]));
        var runner = new Runner(load, new Dictionary<string, Func<TimeSpan>>
        {
            ["wallet"] = () =>
            wallet.Host.Process.Cpu,
            ["echo"] = () => echo.Cpu
        }, options.Seed);

        var peak = await PeakAsync(plan, runner, report);
        await SerialAsync(plan, runner, report);
        await LatencyAsync(plan, runner, report, workspace, peak);
        await OverloadAsync(plan, runner, report);

        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        report.Note(await wallet.AuditAsync(runner.Acknowledged("wallet")));
        return report;
    }

    private static async Task<double> PeakAsync(HttpPlan plan, Runner runner, Report report)
    {
        Measured echo = new("echo"), uniform = new("uniform"), hot = new("hot"), crowd = new($"{plan.Crowd} clients");
        (string Target, LoadPattern Pattern, int Clients, Measured Measured)[] kinds =
        [
            ("echo", LoadPattern.Uniform, plan.Clients, echo), ("wallet", LoadPattern.Uniform, plan.Clients, uniform),
            ("wallet", LoadPattern.Hot, plan.Clients, hot), ("wallet", LoadPattern.Uniform, plan.Crowd, crowd),
        ];
        await Steps.RunAsync("warm up", kinds.Length, async done =>
        {
            foreach (var (target, pattern, clients, _) in kinds)
            {
                await runner.RunAsync(target, pattern, clients, plan.WarmUpSeconds);
                done(1);
            }
        });
        await Steps.RunAsync("echo, uniform, hot, crowd in turns", plan.Repetitions * kinds.Length, async done =>
        {
            for (var i = 0; i < plan.Repetitions; i++)
            {
                foreach (var (target, pattern, clients, measured) in kinds)
                {
                    await runner.RunAsync(target, pattern, clients, plan.Seconds, measured: measured);
                    done(1);
                }
            }
        });

        foreach (var (_, _, _, measured) in kinds)
            measured.AddTo(report);
        report.Add(Ratio.Of("uniform ÷ echo (throughput)", uniform.PerSecond, echo.PerSecond, 0.6));
        report.Add(Ratio.Of("hot ÷ uniform (throughput)", hot.PerSecond, uniform.PerSecond, 0.95));
        report.Add(Ratio.Of(
            $"{plan.Crowd} clients ÷ {plan.Clients} clients (throughput)", crowd.PerSecond, uniform.PerSecond));
        report.Add(Ratio.Of("uniform ÷ echo (server CPU a request)", uniform.ServerCpu, echo.ServerCpu));
        return uniform.PerSecond.Median;
    }

    // Clients who, when they are refused as busy, ask again at once, without heeding Retry-After: no load is worse. In
    // turn with as many as the host has room for.
    private static async Task OverloadAsync(HttpPlan plan, Runner runner, Report report)
    {
        Measured crowd = new($"{plan.Crowd} clients again"), overload = new($"overload, {HttpPlan.Overload} clients");
        var busy = new List<double>();
        await Steps.RunAsync("overload", plan.Repetitions, async done =>
        {
            for (var i = 0; i < plan.Repetitions; i++)
            {
                await runner.RunAsync("wallet", LoadPattern.Uniform, plan.Crowd, plan.Seconds, measured: crowd);
                var result = await runner.RunAsync(
                    "wallet", LoadPattern.Uniform, HttpPlan.Overload, plan.Seconds, measured: overload);
                busy.Add(result.Statuses.GetValueOrDefault(503) / result.Seconds);
                done(1);
            }
        });
        overload.AddTo(report);
        report.Add(new Series("overload: 503 busy", "1/s", busy));
        report.Add(Ratio.Of("overload ÷ crowd (transfers/s)", overload.PerSecond, crowd.PerSecond));
    }

    private static async Task SerialAsync(HttpPlan plan, Runner runner, Report report)
    {
        Measured echo = new("serial echo"), wallet = new("serial transfer");
        await Steps.RunAsync("one client", 2 * plan.Repetitions, async done =>
        {
            for (var i = 0; i < plan.Repetitions; i++)
            {
                await runner.RunAsync("echo", LoadPattern.Uniform, 1, plan.Seconds / 4, measured: echo);
                done(1);
                await runner.RunAsync("wallet", LoadPattern.Uniform, 1, plan.Seconds / 4, measured: wallet);
                done(1);
            }
        });
        echo.AddLatencyTo(report);
        wallet.AddLatencyTo(report);
    }

    private static async Task LatencyAsync(
        HttpPlan plan, Runner runner, Report report, Workspace workspace, double peak)
    {
        var repetitions = Math.Min(3, plan.Repetitions);
        var byShare = plan.LoadShares.ToDictionary(static share => share, static _ => new List<LoadResult>());
        var echo = new List<LoadResult>();
        var connections = Math.Min(HttpPlan.OpenConnections, plan.Wallets);
        await Steps.RunAsync("open loop", plan.LoadShares.Count * repetitions, async done =>
        {
            for (var i = 0; i < repetitions; i++)
            {
                foreach (var share in plan.LoadShares)
                {
                    byShare[share].Add(
                        await runner.RunAsync("wallet", LoadPattern.Uniform, connections, plan.Seconds, share * peak));
                    if (share == HttpPlan.GoalShare)
                        echo.Add(await runner.RunAsync(
                            "echo", LoadPattern.Uniform, connections, plan.Seconds, share * peak));
                    done(1);
                }
            }
        });

        var chart =
            new LineChart("Latency over load (open loop, from the scheduled send)", "transfers/s", "ms", yLog: true);
        foreach (var (name, pick) in (ReadOnlySpan<(string, Func<LatencyMs, double>)>)[("p50", static l => l.P50),
            ("p99", static l => l.P99), ("p99.9", static l => l.P999)])
        {
            foreach (var share in plan.LoadShares)
                report.Add(new Series($"open loop at {share:0%} of the peak: {name}", "ms",
                    [.. byShare[share].Select(result => pick(result.Latency))]));
            chart.Add(
                name, [.. plan.LoadShares.Select(share =>
                (share * peak, Series.MedianOf(byShare[share].Select(result => pick(result.Latency)))))]);
        }

        double[] wallets = [.. byShare[HttpPlan.GoalShare].Select(static result => result.Latency.P99)],
            echoes = [.. echo.Select(static result => result.Latency.P99)];
        report.Add(new Series("open loop, echo at the same rate as half the peak: p99", "ms", echoes));
        report.Add(new Ratio("p99 at half the peak, ms", wallets, 15, AtLeast: false));
        report.Add(new Ratio("p99 at half the peak ÷ p99 of the echo at the same rate",
            [.. wallets.Zip(echoes, static (wallet, bare) => wallet / bare)], 5, AtLeast: false));
        report.AddChart(workspace, "latency.svg", chart);
    }
}
