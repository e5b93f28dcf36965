namespace Wallet.Bench;

/// <summary>One kind of load, and what its repeated runs gave: throughput, latency, and what a request costs either
/// side in processor time.</summary>
/// <param name="name">What it is called.</param>
/// <param name="target">Against whom.</param>
/// <param name="pattern">Whom the requests pay.</param>
/// <param name="clients">How many clients.</param>
/// <param name="rate">Requests per second in an open loop; null for a closed one.</param>
internal sealed class Measured(string name, string target, LoadPattern pattern, int clients, double? rate = null)
{
    private readonly List<(LoadResult Result, TimeSpan ServerCpu)> _runs = [];

    /// <summary>Against whom.</summary>
    public string Target => target;

    /// <summary>Requests per second.</summary>
    public Series PerSecond => Of("requests/s", "1/s", static run => run.Result.PerSecond);

    /// <summary>The 99th percentile of latency.</summary>
    public Series P99 => Of("p99", "ms", static run => run.Result.Latency.P99);

    /// <summary>Refusals per second for want of room.</summary>
    public Series Busy =>
        Of("503 busy", "1/s", static run => run.Result.Statuses.GetValueOrDefault(503) / run.Result.Seconds);

    /// <summary>Processor time of the server for each request, which a busy neighbour disturbs less than
    /// throughput.</summary>
    public Series ServerCpu =>
        Of("server CPU a request", "µs", static run => run.ServerCpu.TotalMicroseconds / run.Result.Answers);

    /// <summary>One run of it.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="seed">Of no other run.</param>
    public LoadRun Run(double seconds, int seed) => new(target, pattern, clients, seconds, seed, rate);

    /// <summary>Counts one run.</summary>
    public void Add(LoadResult result, TimeSpan serverCpu) => _runs.Add((result, serverCpu));

    /// <summary>Tells the report.</summary>
    public void AddTo(Report report)
    {
        report.Add(PerSecond);
        AddLatencyTo(report);
        report.Add(ServerCpu);
        report.Add(Of("generator CPU a request", "µs", static run => 1e6 * run.Result.CpuSeconds / run.Result.Answers));
    }

    /// <summary>Tells the report of latencies only.</summary>
    public void AddLatencyTo(Report report)
    {
        report.Add(Of("p50", "ms", static run => run.Result.Latency.P50));
        report.Add(P99);
        report.Add(Of("p99.9", "ms", static run => run.Result.Latency.P999));
    }

    private Series Of(string what, string unit, Func<(LoadResult Result, TimeSpan ServerCpu), double> pick) =>
        new($"{name}: {what}", unit, [.. _runs.Select(pick)]);
}
