namespace Wallet.Core;

/// <summary>The limits of a wallet and what it has sent, at a moment.</summary>
/// <param name="Limits">What holds.</param>
/// <param name="Pending">What will hold later, if that is something else.</param>
/// <param name="SpentTodayMinor">What was sent on this day of UTC, in minor units, as far as it counts.</param>
/// <param name="ResetsAt">When the day ends.</param>
public sealed record SpendingView(
    SpendingLimits Limits, PendingLimits? Pending, long SpentTodayMinor, Timestamp ResetsAt)
{
    /// <summary>What may still be sent on this day, in minor units; null if there is no such limit.</summary>
    public long? LeftTodayMinor =>
        Limits.PerDayMinor is { } perDay ? Math.Max(0, perDay - SpentTodayMinor) : null;

    /// <summary>The largest amount that may be sent now, in minor units; null if it is not limited.</summary>
    public long? AllowedMinor => SpendingLimits.Lower(Limits.PerTransferMinor, LeftTodayMinor);

    /// <summary>What can be told of a wallet.</summary>
    /// <param name="limits">Its limits; null for none.</param>
    /// <param name="spending">What it has sent.</param>
    /// <param name="at">The moment. A wallet's time does not go back: it is no earlier than its last entry.</param>
    public static SpendingView Of(WalletLimits? limits, DaySpending spending, Timestamp at) => new(
        limits?.At(at) ?? SpendingLimits.None, limits?.PendingAt(at), spending.OnDayOf(at),
        DaySpending.EndOfDay(at));
}
