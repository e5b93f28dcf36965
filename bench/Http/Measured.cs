namespace Wallet.Bench;

/// <summary>Repeated runs of one kind: throughput, and what a request costs either side in processor time.</summary>
internal sealed class Measured(string name)
{
    private readonly List<double> _perSecond = [], _serverMicroseconds = [], _generatorMicroseconds = [],
        _p50 = [], _p99 = [];

    /// <summary>Requests per second.</summary>
    public Series PerSecond => new($"{name}: requests/s", "1/s", _perSecond);

    /// <summary>Processor time of the server for each request, which a busy neighbour disturbs less than
    /// throughput.</summary>
    public Series ServerCpu => new($"{name}: server CPU a request", "µs", _serverMicroseconds);

    /// <summary>Counts one run.</summary>
    public void Add(LoadResult result, TimeSpan serverCpu)
    {
        _perSecond.Add(result.PerSecond);
        _serverMicroseconds.Add(serverCpu.TotalMicroseconds / result.Answers);
        _generatorMicroseconds.Add(1e6 * result.CpuSeconds / result.Answers);
        _p50.Add(result.Latency.P50);
        _p99.Add(result.Latency.P99);
    }

    /// <summary>Tells the report.</summary>
    public void AddTo(Report report)
    {
        report.Add(PerSecond);
        AddLatencyTo(report);
        report.Add(ServerCpu);
        report.Add(new Series($"{name}: generator CPU a request", "µs", _generatorMicroseconds));
    }

    /// <summary>Tells the report of latencies only.</summary>
    public void AddLatencyTo(Report report)
    {
        report.Add(new Series($"{name}: p50", "ms", _p50));
        report.Add(new Series($"{name}: p99", "ms", _p99));
    }
}
