using System.Collections.Concurrent;

namespace Wallet.Torture;

/// <summary>A count that many may add to.</summary>
internal sealed class Counter
{
    private long _value;

    /// <summary>The count.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Adds.</summary>
    public void Add(long count = 1) => Interlocked.Add(ref _value, count);
}

/// <summary>Everything a run counts, and what must not happen.</summary>
internal sealed class Tally
{
    private const int MaxListed = 50;

    private readonly ConcurrentDictionary<string, Counter> _harm = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private long _violationCount;

    public Counter Rounds { get; } = new();

    public Counter Starts { get; } = new();

    public Counter Requests { get; } = new();

    public Counter TimeOuts { get; } = new();

    public Counter Unavailable { get; } = new();

    public Counter Payments { get; } = new();

    public Counter Duplicates { get; } = new();

    public Counter Replays { get; } = new();

    public Counter KeysReused { get; } = new();

    public Counter InDoubt { get; } = new();

    public Counter InDoubtMoved { get; } = new();

    public Counter Reversals { get; } = new();

    public Counter Refunds { get; } = new();

    public Counter Holds { get; } = new();

    public Counter HoldEnds { get; } = new();

    public Counter HoldReturns { get; } = new();

    public Counter RequestsAsked { get; } = new();

    public Counter OverLimits { get; } = new();

    public Counter ActsDone { get; } = new();

    public Counter ActsInDoubt { get; } = new();

    public Counter DoubtfulActsDone { get; } = new();

    public Counter SignOutsChecked { get; } = new();

    public Counter LogRows { get; } = new();

    public Counter HeldAgainstFreezes { get; } = new();

    public Counter RefusedAsFrozen { get; } = new();

    public Counter EntriesChecked { get; } = new();

    public Counter EntriesReread { get; } = new();

    public Counter Audits { get; } = new();

    public Counter LinearizedOperations { get; } = new();

    public Counter LinearizedHistories { get; } = new();

    public Counter Undecided { get; } = new();

    public Counter WritesFailed { get; } = new();

    public Counter SyncsFailed { get; } = new();

    public Counter SyncsDelayed { get; } = new();

    /// <summary>Harm done, by kind.</summary>
    public IEnumerable<(string Kind, long Count)> Harm => _harm.Select(static pair => (pair.Key, pair.Value.Value))
        .OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    /// <summary>How many processes were killed.</summary>
    public long Kills => _harm.Where(static pair => pair.Key.StartsWith("kill", StringComparison.Ordinal))
        .Sum(static pair => pair.Value.Value);

    /// <summary>How many violations there are.</summary>
    public long Violations => Volatile.Read(ref _violationCount);

    /// <summary>The first violations.</summary>
    public IReadOnlyCollection<string> ListedViolations => _violations;

    /// <summary>Counts harm.</summary>
    public void AddHarm(string kind, long count = 1) => _harm.GetOrAdd(kind, static _ => new Counter()).Add(count);

    /// <summary>Notes what must not happen.</summary>
    public void Violation(string what)
    {
        if (Interlocked.Increment(ref _violationCount) <= MaxListed)
            _violations.Enqueue($"round {Rounds.Value}: {what}");
    }
}
