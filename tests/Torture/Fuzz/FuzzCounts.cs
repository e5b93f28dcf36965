using System.Collections.Concurrent;
using System.Globalization;

namespace Wallet.Torture;

/// <summary>What a run of rubbish counts.</summary>
internal sealed class FuzzCounts
{
    private readonly ConcurrentDictionary<string, Counter> _statuses = new();

    /// <summary>Requests sent.</summary>
    public Counter Sent { get; } = new();

    /// <summary>Counts an answer.</summary>
    public void Add(string status) => _statuses.GetOrAdd(status, static _ => new Counter()).Add();

    /// <summary>One line on the run.</summary>
    public string Line(Tally tally) =>
        string.Create(CultureInfo.InvariantCulture, $"{Sent.Value:N0} requests, {tally.Violations} violations");

    /// <summary>The rows of the final table.</summary>
    public IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("requests", Sent.Value.ToString("N0", CultureInfo.InvariantCulture));
        foreach (var (status, count) in _statuses.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            yield return (status, count.Value.ToString("N0", CultureInfo.InvariantCulture));
    }
}
