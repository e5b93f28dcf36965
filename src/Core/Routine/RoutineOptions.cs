namespace Wallet.Core;

/// <summary>What a host does by itself at intervals, while it serves.</summary>
public sealed record RoutineOptions
{
    /// <summary>How long it is from the beginning of an audit to that of the next one; zero for never.</summary>
    public TimeSpan AuditEvery { get; init; }

    /// <summary>Where the heads of clean audits are saved; null for nowhere.</summary>
    public string? HeadsDir { get; init; }

    /// <summary>How many files of heads are kept, at least 1.</summary>
    public int HeadsKept { get; init; } = 1;

    /// <summary>How long it is from the beginning of a backup to that of the next one; zero for never.</summary>
    public TimeSpan BackupEvery { get; init; }

    /// <summary>Where backups are made; null if there are none.</summary>
    public string? BackupDir { get; init; }

    /// <summary>How many backups are kept, at least 1.</summary>
    public int BackupsKept { get; init; } = 1;

    /// <summary>How long what has failed is let be, unless its interval is shorter.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether something may be tried, or has just failed.</summary>
    /// <param name="every">How often it is done.</param>
    /// <param name="now">The time.</param>
    /// <param name="failedAt">When it last failed; null if it did not.</param>
    public bool MayTry(TimeSpan every, Timestamp now, Timestamp? failedAt) =>
        failedAt is not { } at || !AreWithin(every < RetryAfter ? every : RetryAfter, now, at);

    /// <summary>Whether something is due, by what is kept of the last times: so nothing is put off by a restart, and
    /// nothing is done too often by several who look.</summary>
    /// <param name="every">How often it is done.</param>
    /// <param name="now">The time.</param>
    /// <param name="begun">When it was begun.</param>
    // What is dated later than an interval from now was dated by a clock that was wrong, and says nothing.
    public static bool IsDue(TimeSpan every, Timestamp now, IEnumerable<Timestamp> begun) =>
        every > TimeSpan.Zero && !begun.Any(at => AreWithin(every, now, at));

    private static bool AreWithin(TimeSpan span, Timestamp a, Timestamp b) => a.Since(b).Duration() < span;
}
