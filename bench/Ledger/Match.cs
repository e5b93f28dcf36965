namespace Wallet.Bench;

/// <summary>Repetitions of the bare loop and of something of ours at the same batch size.</summary>
internal sealed class Match(string own, string limit)
{
    private readonly List<Timing> _own = [], _limit = [];

    /// <summary>Adds one repetition of each.</summary>
    public void Add(Timing own, Timing limit)
    {
        _own.Add(own);
        _limit.Add(limit);
    }

    /// <summary>Tells the report, and hands back the ratio of throughputs.</summary>
    public Ratio AddTo(Report report, double goal)
    {
        Series limitSeries = PerSecond(limit, _limit), ownSeries = PerSecond(own, _own),
            limitCpu = Cpu(limit, _limit), ownCpu = Cpu(own, _own);
        foreach (var series in (ReadOnlySpan<Series>)[limitSeries, ownSeries, limitCpu, ownCpu])
            report.Add(series);
        report.Add(Ratio.Of($"{own} ÷ {limit} (CPU a transfer)", ownCpu, limitCpu));
        if (_own.Concat(_limit).All(static timing => timing.ServerCpu is not null))
        {
            Series limitServer = ServerCpu(limit, _limit), ownServer = ServerCpu(own, _own);
            report.Add(limitServer);
            report.Add(ownServer);
            report.Add(Ratio.Of($"{own} ÷ {limit} (server's CPU a transfer)", ownServer, limitServer));
        }

        var ratio = Ratio.Of($"{own} ÷ {limit} (throughput)", ownSeries, limitSeries, goal);
        report.Add(ratio);
        return ratio;
    }

    private static Series PerSecond(string name, List<Timing> timings) =>
        new(name, "transfers/s", [.. timings.Select(static timing => timing.PerSecond)]);

    private static Series Cpu(string name, List<Timing> timings) =>
        new($"{name}: CPU a transfer", "µs", [.. timings.Select(static timing => timing.CpuMicroseconds)]);

    private static Series ServerCpu(string name, List<Timing> timings) => new($"{name}: server's CPU a transfer", "µs",
        [.. timings.Select(static timing => timing.ServerCpu!.Value.TotalMicroseconds / timing.Transfers)]);
}

/// <summary>How long transfers took without HTTP.</summary>
/// <param name="Transfers">How many.</param>
/// <param name="Took">On the clock.</param>
/// <param name="Cpu">Processor time of all threads; a busy neighbour disturbs it less.</param>
/// <param name="ServerCpu">That of a database's server, if there is one and it can be seen.</param>
internal readonly record struct Timing(int Transfers, TimeSpan Took, TimeSpan Cpu, TimeSpan? ServerCpu = null)
{
    /// <summary>Transfers per second.</summary>
    public double PerSecond => Transfers / Took.TotalSeconds;

    /// <summary>Processor time for each transfer in microseconds.</summary>
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Transfers;
}
