namespace Wallet.Bench;

/// <summary>The standalone host with nothing measured, with metrics that are scraped each second, and with traces
/// beside them, of no request and of one in a hundred: all alive, in turns.</summary>
internal static class TelemetryBenchmark
{
    private const string Off = "off", Metrics = "metrics", Untraced = "metrics, and traces of none",
        Traces = "metrics and traces";

    public static async Task<Report> RunAsync(BenchOptions options, Workspace workspace)
    {
        var plan = HttpPlan.From(options);
        var report = new Report("telemetry", $"{plan}, seed {options.Seed}", Machine.Look(workspace));
        await using var sink = await OtlpSink.StartAsync();
        var (metrics, untraced, traces) = (new Scraper(), new Scraper(), new Scraper());
        await using var off = await HostAsync(Off, ("Wallet__Telemetry__Metrics", "false"));
        await using var measured = await HostAsync(Metrics, ("Wallet__Operator__Urls", metrics.Operators));
        await using var sampled = await HostAsync(Untraced, Sampling(untraced, "0"));
        await using var traced = await HostAsync(Traces, Sampling(traces, "0.01"));
        WalletUnderTest[] hosts = [off, measured, sampled, traced];
        Dictionary<string, Scraper> scrapers =
            new() { [Metrics] = metrics, [Untraced] = untraced, [Traces] = traces };
        await using var load = new LoadProcess();
        await load.SetTargetsAsync([.. hosts.Select(static host => host.Target)]);
        var runner = new Runner(load,
            hosts.ToDictionary(static host => host.Name, static Func<TimeSpan> (host) => () => host.Cpu), options.Seed);
        Measured[] all =
            [.. hosts.Select(static host => new Measured(host.Name, host.Name, LoadPattern.Uniform, HttpPlan.Clients))];

        await runner.WarmUpAsync(HttpPlan.WarmUpSeconds, all);
        for (var i = 0; i < plan.Repetitions; i++)
        {
            Steps.Say($"measure, {i + 1} of {plan.Repetitions}");
            // Who goes first changes, as in Runner.
            foreach (var one in i % 2 == 0 ? all : all.Reverse())
            {
                // A scrape is the cost of the host whose turn it is, and of no other.
                await using var scraping = scrapers.GetValueOrDefault(one.Target)?.Start();
                var (result, cpu) = await runner.RunAsync(one, plan.Seconds);
                one.Add(result, cpu);
            }
        }

        foreach (var one in all)
            one.AddTo(report);
        report.Add(Ratio.Of("metrics ÷ off (throughput)", all[1].PerSecond, all[0].PerSecond, 0.98));
        report.Add(Ratio.Of("metrics and traces ÷ off (throughput)", all[3].PerSecond, all[0].PerSecond, 0.95));
        foreach (var one in all[1..])
            report.Add(Ratio.Of($"{one.Target} ÷ off (server CPU a request)", one.ServerCpu, all[0].ServerCpu));
        report.Note($"Scrapes: {metrics.Count} of {metrics.LastBytes:#,0} bytes at the end. "
            + $"The sink got {sink.Requests} exports with {sink.Bytes:#,0} bytes.");
        report.Note(WalletUnderTest.Note);
        report.Note(runner.RefusalNote());
        foreach (var host in hosts)
            report.Note(await host.AuditAsync(runner.Acknowledged(host.Name)));
        return metrics.Count > 0 && traces.Count > 0 && sink.Requests > 0 ? report
            : throw new BenchException("Nothing was scraped, or no trace was exported: nothing was measured.");

        (string, string)[] Sampling(Scraper scraper, string share) =>
        [
            ("Wallet__Operator__Urls", scraper.Operators), ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRICS_EXPORTER", "none"),
            ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", share),
        ];

        Task<WalletUnderTest> HostAsync(string name, params IEnumerable<(string Name, string Value)> settings) =>
            WalletUnderTest.StandaloneAsync(workspace, plan.Wallets, name, settings:
                settings.ToDictionary(static setting => setting.Name, static setting => setting.Value));
    }
}
