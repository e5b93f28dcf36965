namespace Wallet.Bench;

/// <summary>Has the load generator run, watches the servers' processor time, and keeps the count of what was
/// acknowledged.</summary>
internal sealed class Runner(LoadProcess load, IReadOnlyDictionary<string, Func<TimeSpan>> cpuOf, int seed)
{
    private readonly Dictionary<string, long> _acknowledged = [];
    private readonly Dictionary<(string Target, int Status), long> _refusals = [];
    private int _runs;

    /// <summary>One run.</summary>
    public async Task<(LoadResult Result, TimeSpan ServerCpu)> RunAsync(Measured measured, double seconds)
    {
        var target = measured.Target;
        var cpu = cpuOf[target]();
        // Each run has a seed of its own, or its keys would be those of an earlier run and be replayed.
        var result = await load.RunAsync(measured.Run(seconds, seed * 10_000 + _runs++));
        cpu = cpuOf[target]() - cpu;
        _acknowledged[target] = Acknowledged(target) + result.Created;
        foreach (var (status, count) in result.Statuses.Where(static pair => pair.Key != 201))
            _refusals[(target, status)] = _refusals.GetValueOrDefault((target, status)) + count;
        return (result, cpu);
    }

    /// <summary>Runs whose figures are not kept.</summary>
    public async Task WarmUpAsync(double seconds, params IEnumerable<Measured> loads)
    {
        Steps.Say("warm up");
        foreach (var one in loads)
            await RunAsync(one, seconds);
    }

    /// <summary>Measures in turns. Who goes first changes: a neighbour that wakes up does not always disturb the same
    /// one.</summary>
    public async Task InTurnsAsync(int repetitions, double seconds, params IReadOnlyList<Measured> loads)
    {
        for (var i = 0; i < repetitions; i++)
        {
            Steps.Say($"measure, {i + 1} of {repetitions}");
            foreach (var one in i % 2 == 0 ? loads : loads.Reverse())
            {
                var (result, cpu) = await RunAsync(one, seconds);
                one.Add(result, cpu);
            }
        }
    }

    /// <summary>What a target answered with 201 so far, warm-ups included.</summary>
    public long Acknowledged(string target) => _acknowledged.GetValueOrDefault(target);

    /// <summary>All answers so far, of all targets.</summary>
    public long Answers => _acknowledged.Values.Sum() + _refusals.Values.Sum();

    /// <summary>What was refused, in one line.</summary>
    public string RefusalNote() => _refusals.Count == 0
        ? "Every answer was 201."
        : "Answers other than 201: " + string.Join(", ", _refusals.Select(
            static pair => $"{pair.Value:#,0} × {pair.Key.Status} from {pair.Key.Target}")) + ".";
}
