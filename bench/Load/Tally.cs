namespace Wallet.Bench;

/// <summary>What one connection counts. No two connections share one, so that nothing is locked.</summary>
internal sealed class Tally
{
    private readonly Dictionary<int, long> _statuses = [];
    private readonly Histogram _latency = new();

    /// <summary>201 answers that came before the run was over.</summary>
    public long InTime { get; private set; }

    /// <summary>Counts one answer.</summary>
    public void Add(int status, TimeSpan latency, bool inTime)
    {
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        _latency.Add((long)latency.TotalMicroseconds);
        if (inTime && status == 201)
            InTime++;
    }

    /// <summary>All tallies as one result.</summary>
    public static LoadResult Sum(IEnumerable<Tally> tallies, double seconds, double cpuSeconds)
    {
        var statuses = new Dictionary<int, long>();
        var latency = new Histogram();
        long inTime = 0;
        foreach (var tally in tallies)
        {
            foreach (var (status, count) in tally._statuses)
                statuses[status] = statuses.GetValueOrDefault(status) + count;
            latency.Add(tally._latency);
            inTime += tally.InTime;
        }

        return new LoadResult(inTime, seconds, statuses, latency.Summary(), cpuSeconds);
    }
}
