namespace Wallet.Bench;

/// <summary>Has the load generator run, watches the servers' processor time, and keeps the count of what was
/// acknowledged.</summary>
internal sealed class Runner(LoadProcess load, IReadOnlyDictionary<string, Func<TimeSpan>> cpuOf, int seed)
{
    private readonly Dictionary<string, long> _acknowledged = [];
    private int _runs;

    /// <summary>Answers that were not 201, by target and status.</summary>
    public Dictionary<(string Target, int Status), long> Refusals { get; } = [];

    /// <summary>One run.</summary>
    public async Task<LoadResult> RunAsync(string target, LoadPattern pattern, int connections, double seconds,
        double? rate = null, Measured? measured = null)
    {
        // Each run has a seed of its own, or its keys would be those of an earlier run and be replayed.
        var run = new LoadRun(target, pattern, connections, seconds, seed * 10_000 + _runs++, rate);
        var cpu = cpuOf[target]();
        var result = await load.RunAsync(run);
        measured?.Add(result, cpuOf[target]() - cpu);
        _acknowledged[target] = Acknowledged(target) + result.Created;
        foreach (var (status, count) in result.Statuses.Where(static pair => pair.Key != 201))
            Refusals[(target, status)] = Refusals.GetValueOrDefault((target, status)) + count;
        return result;
    }

    /// <summary>What a target answered with 201 so far, warm-ups included.</summary>
    public long Acknowledged(string target) => _acknowledged.GetValueOrDefault(target);

    /// <summary>What was refused, in one line.</summary>
    public string RefusalNote() => Refusals.Count == 0
        ? "Every answer was 201."
        : "Answers other than 201: " + string.Join(
        ", ", Refusals.Select(static pair => $"{pair.Value:#,0} × {pair.Key.Status} from {pair.Key.Target}")) + ".";
}
