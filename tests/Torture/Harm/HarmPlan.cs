namespace Wallet.Torture;

/// <summary>Chooses what is done to the host, and when.</summary>
internal sealed class HarmPlan
{
    private readonly DataDisk _disk;
    private readonly FaultShim? _shim;
    private readonly IHarm[] _kinds;
    private readonly Queue<IHarm> _bag = new();

    /// <summary>Chooses among what can be done here.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="shim">What spoils storage and clock, if there is such a thing here.</param>
    /// <param name="only">The beginning of the kinds that are wanted; null for all.</param>
    public HarmPlan(DataDisk disk, FaultShim? shim, string? only)
    {
        (_disk, _shim) = (disk, shim);
        IHarm[] all =
        [
            new Kill(), new Terminate(), new KillWhileStopping(), new Freeze(),
            .. disk.CanFill ? (IHarm[])[new FullDisk(disk)] : [],
            .. shim is null ? (IHarm[])[] : [new FailingWrites(shim), new FailingSyncs(shim), new SlowSyncs(shim), new ClockStep(shim)],
        ];
        _kinds = [.. all.Where(kind => only is null || kind.Kind.StartsWith(only, StringComparison.OrdinalIgnoreCase))];
        if (_kinds.Length == 0)
            throw new InvalidOperationException($"There is no harm called '{only}' here; there is {string.Join(", ", all.Select(static kind => kind.Kind))}.");
    }

    /// <summary>What can't be done here, in words; empty if everything can.</summary>
    public IEnumerable<string> LeftOut()
    {
        if (!_disk.CanFill)
            yield return "a full disk is left out: no file system can be mounted here (that takes Linux and root)";
        if (_shim is null)
            yield return "write and fsync errors, slow fsync and clock steps are left out: there is no C compiler here to make the preloaded library";
    }

    /// <summary>Does harm for as long as a round lasts.</summary>
    public async Task RunAsync(HostKeeper keeper, Random random, TimeSpan roundLength)
    {
        var times = Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.NextDouble() * roundLength).Order().ToArray();
        var started = TimeProvider.System.GetTimestamp();
        foreach (var time in times)
        {
            if (time - TimeProvider.System.GetElapsedTime(started) is { Ticks: > 0 } pause)
                await Task.Delay(pause);
            var harm = Choose(random);
            keeper.Tally.AddHarm(harm.Kind);
            await harm.DoAsync(keeper, random);
        }

        if (roundLength - TimeProvider.System.GetElapsedTime(started) is { Ticks: > 0 } rest)
            await Task.Delay(rest);
    }

    // Drawn from a bag that is filled anew when it is empty, so that no kind is left out for long.
    private IHarm Choose(Random random)
    {
        if (_bag.Count == 0)
        {
            var all = _kinds.SelectMany(static kind => Enumerable.Repeat(kind, kind.Weight)).ToArray();
            random.Shuffle(all);
            foreach (var harm in all)
                _bag.Enqueue(harm);
        }

        return _bag.Dequeue();
    }
}
