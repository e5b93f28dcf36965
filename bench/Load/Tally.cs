using HdrHistogram;

namespace Wallet.Bench;

/// <summary>What one connection counts. No two connections share one, so that nothing is locked.</summary>
internal sealed class Tally
{
    // In microseconds, to a hundredth.
    private const long Longest = 3_600_000_000;

    private readonly Dictionary<int, long> _statuses = [];
    private readonly LongHistogram _latency = NewHistogram();

    /// <summary>201 answers that came before the run was over.</summary>
    public long InTime { get; private set; }

    /// <summary>Counts one answer.</summary>
    public void Add(int status, TimeSpan latency, bool inTime)
    {
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        _latency.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 0, Longest));
        if (inTime && status == 201)
            InTime++;
    }

    /// <summary>All tallies as one result.</summary>
    public static LoadResult Sum(IEnumerable<Tally> tallies, double seconds, double cpuSeconds)
    {
        var statuses = new Dictionary<int, long>();
        var latency = NewHistogram();
        long inTime = 0;
        foreach (var tally in tallies)
        {
            foreach (var (status, count) in tally._statuses)
                statuses[status] = statuses.GetValueOrDefault(status) + count;
            latency.Add(tally._latency);
            inTime += tally.InTime;
        }

        double At(double percentile) => latency.GetValueAtPercentile(percentile) / 1000.0;
        return new LoadResult(inTime, seconds, statuses, new LatencyMs(At(50), At(99), At(99.9)), cpuSeconds);
    }

    private static LongHistogram NewHistogram() => new(1, Longest, 2);
}
