namespace Wallet.Core;

/// <summary>How many attempts in a row have failed for one subject, and until when it is locked.</summary>
/// <param name="Failures">Attempts that have been counted since the last success. An attempt is counted before its
/// secret is compared.</param>
/// <param name="LockedUntil">The end of the lock, if there is one.</param>
/// <param name="ForgetAt">When the state means nothing any more and may be removed; null for never.</param>
public sealed record LockoutState(int Failures, Timestamp? LockedUntil, Timestamp? ForgetAt)
{
    /// <summary>No failures.</summary>
    public static readonly LockoutState Clear = new(0, null, null);

    /// <summary>Whether the subject is locked at <paramref name="now"/>.</summary>
    public bool IsLocked(Timestamp now) => LockedUntil is { } end && now < end;

    /// <summary>The end of the lock that there is at <paramref name="now"/>; null if there is none.</summary>
    public Timestamp? LockAt(Timestamp now) => IsLocked(now) ? LockedUntil : null;

    /// <summary>How long the lock lasts from <paramref name="now"/> on, rounded up to whole seconds, at least
    /// one.</summary>
    public TimeSpan LockedFor(Timestamp now) =>
        LockedUntil is { } end
            ? TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(end.Since(now).TotalSeconds)))
            : TimeSpan.Zero;

    /// <summary>This state with one more attempt counted. The attempt that reaches <paramref name="limit"/> locks at
    /// once; if it turns out to be right, that lock is cleared.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="limit">How many failures lock.</param>
    /// <param name="lockFor">For how long.</param>
    /// <param name="forgetAfter">When failures that are not followed by others are forgotten; null for never.</param>
    public LockoutState Count(Timestamp now, int limit, TimeSpan lockFor, TimeSpan? forgetAfter)
    {
        var over = LockedUntil is { } end && now >= end || ForgetAt is { } forget && now >= forget;
        var failures = over ? 1 : Failures + 1;
        Timestamp? lockedUntil = failures >= limit ? now.Plus(lockFor) : null;
        Timestamp? forgetAt = forgetAfter is { } after ? now.Plus(after > lockFor ? after : lockFor) : null;
        return new LockoutState(failures, lockedUntil, forgetAt);
    }
}
