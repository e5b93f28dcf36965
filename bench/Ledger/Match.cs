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
        var limitSeries = report.Add(new Series(limit, "transfers/s", [.. _limit.Select(static t => t.PerSecond)]));
        var ownSeries = report.Add(new Series(own, "transfers/s", [.. _own.Select(static t => t.PerSecond)]));
        var limitCpu =
            report.Add(new Series($"{limit}: CPU a transfer", "µs", [.. _limit.Select(static t => t.CpuMicroseconds)]));
        var ownCpu =
            report.Add(new Series($"{own}: CPU a transfer", "µs", [.. _own.Select(static t => t.CpuMicroseconds)]));
        report.Add(Ratio.Of($"{own} ÷ {limit} (CPU a transfer)", ownCpu, limitCpu));
        return report.Add(Ratio.Of($"{own} ÷ {limit} (throughput)", ownSeries, limitSeries, goal));
    }
}
