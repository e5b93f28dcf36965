namespace Wallet.Core;

/// <summary>What a wallet has sent on the last day on which it sent anything. It is kept for wallets without limits
/// too, so that a limit which is set in the middle of a day knows of the whole day.</summary>
/// <param name="Day">The day of UTC, counted from 1970-01-01.</param>
/// <param name="SpentMinor">The sum of what counts towards limits on that day, in minor units.</param>
/// <param name="Since">The sequence of the wallet's first entry of which it is certain that it was counted; what came
/// before it may be missing, for it was written by a program that kept no sums.</param>
public readonly record struct DaySpending(long Day, long SpentMinor, long Since)
{
    private const long MicrosecondsPerDay = 24 * 60 * 60 * 1_000_000L;

    /// <summary>Which day of UTC a moment is on, counted from 1970-01-01.</summary>
    public static long DayOf(Timestamp at)
    {
        var (day, rest) = Math.DivRem(at.UnixMicroseconds, MicrosecondsPerDay);
        return rest < 0 ? day - 1 : day;
    }

    /// <summary>When the day that a moment is on ends, and the next one begins.</summary>
    public static Timestamp EndOfDay(Timestamp at) => new((DayOf(at) + 1) * MicrosecondsPerDay);

    /// <summary>What was sent on the day that a moment is on, in minor units.</summary>
    public long OnDayOf(Timestamp at) => DayOf(at) == Day ? SpentMinor : 0;

    /// <summary>With something more that is sent.</summary>
    public DaySpending With(Amount amount, Timestamp at)
    {
        var before = OnDayOf(at);
        // No limit is as high. To refuse a payment because too much was counted would be worse than to stop counting.
        var after = before > long.MaxValue - amount.Minor ? long.MaxValue : before + amount.Minor;
        return this with { Day = DayOf(at), SpentMinor = after };
    }
}
