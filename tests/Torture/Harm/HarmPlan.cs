namespace Wallet.Torture;

/// <summary>Chooses what is done, and when.</summary>
internal sealed class HarmPlan
{
    private readonly Tally _tally;
    private readonly IHarm[] _kinds;
    private readonly bool _isInOrder;
    private readonly Queue<IHarm> _bag = new();

    /// <summary>Chooses among what can be done here.</summary>
    /// <param name="all">What can be done here.</param>
    /// <param name="only">The beginning of the kinds that are wanted; null for all.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="isInOrder">Whether all are done in their order, and not at random.</param>
    public HarmPlan(IReadOnlyList<IHarm> all, string? only, Tally tally, bool isInOrder = false)
    {
        (_tally, _isInOrder) = (tally, isInOrder);
        _kinds = [.. all.Where(kind => only is null || kind.Kind.StartsWith(only, StringComparison.OrdinalIgnoreCase))];
        if (_kinds.Length == 0)
            throw new InvalidOperationException(
                $"There is no harm called '{only}' here; there is {string.Join(", " +
                $"", all.Select(static kind => kind.Kind))}.");
    }

    /// <summary>Does harm for as long as a round lasts, or longer if that is what the harm takes.</summary>
    /// <param name="random">The dice.</param>
    /// <param name="roundLength">How long a round lasts.</param>
    /// <param name="count">How often harm is done.</param>
    public async Task RunAsync(Random random, TimeSpan roundLength, int count)
    {
        var times = Enumerable.Range(0, count).Select(_ => random.NextDouble() * roundLength).Order().ToArray();
        var started = TimeProvider.System.GetTimestamp();
        foreach (var time in times)
        {
            if (time - TimeProvider.System.GetElapsedTime(started) is { Ticks: > 0 } pause)
                await Task.Delay(pause);
            var harm = Choose(random);
            _tally.AddHarm(harm.Kind);
            await harm.DoAsync(random);
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
            if (!_isInOrder)
                random.Shuffle(all);
            foreach (var harm in all)
                _bag.Enqueue(harm);
        }

        return _bag.Dequeue();
    }
}
