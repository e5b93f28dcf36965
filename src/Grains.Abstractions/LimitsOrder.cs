using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>Limits as the wallet's owner wants them; their shape is valid. The wallet is the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="PerTransferMinor">The most that may be sent at once, in minor units; null for no limit.</param>
/// <param name="PerDayMinor">The most that may be sent on one day, likewise.</param>
/// <param name="Pin">The caller's PIN; it never prints.</param>
[GenerateSerializer, Immutable, Alias("wallet.limits-order")]
public sealed record LimitsOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] long? PerTransferMinor,
    [property: Id(2)] long? PerDayMinor,
    [property: Id(3)] Pin Pin);

/// <summary>What setting limits came to.</summary>
/// <param name="Check">The check of the PIN, or why nothing was done.</param>
/// <param name="Limits">The limits as they are now, if they were set.</param>
[GenerateSerializer, Immutable, Alias("wallet.limits-reply")]
public sealed record LimitsReply(
    [property: Id(0)] SecretCheck Check,
    [property: Id(1)] LimitsNow? Limits)
{
    /// <summary>The message of a result.</summary>
    public static LimitsReply Of(LimitsResult result) => new(result.Check, LimitsNow.Of(result.View));

    /// <summary>The result of a message.</summary>
    public LimitsResult ToResult() => new(Check, Limits?.ToView());
}

/// <summary>A wallet's limits and what it has sent. Amounts are in minor units, times in microseconds since 1970-01-01
/// UTC.</summary>
/// <param name="PerTransferMinor">The most that may be sent at once; null for no limit.</param>
/// <param name="PerDayMinor">The most that may be sent on one day, likewise.</param>
/// <param name="RaisedFrom">From when on other limits hold; null if none are to come.</param>
/// <param name="RaisedPerTransferMinor">Those limits, likewise.</param>
/// <param name="RaisedPerDayMinor">Those limits, likewise.</param>
/// <param name="SpentTodayMinor">What was sent on this day.</param>
/// <param name="ResetsAt">When the day ends.</param>
[GenerateSerializer, Immutable, Alias("wallet.limits-now")]
public sealed record LimitsNow(
    [property: Id(0)] long? PerTransferMinor,
    [property: Id(1)] long? PerDayMinor,
    [property: Id(2)] long? RaisedFrom,
    [property: Id(3)] long? RaisedPerTransferMinor,
    [property: Id(4)] long? RaisedPerDayMinor,
    [property: Id(5)] long SpentTodayMinor,
    [property: Id(6)] long ResetsAt)
{
    /// <summary>The message of a view; null for none.</summary>
    public static LimitsNow? Of(SpendingView? view) => view is null ? null : new LimitsNow(
        view.Limits.PerTransferMinor, view.Limits.PerDayMinor, view.Pending?.From.UnixMicroseconds,
        view.Pending?.Then.PerTransferMinor, view.Pending?.Then.PerDayMinor, view.SpentTodayMinor,
        view.ResetsAt.UnixMicroseconds);

    /// <summary>The view of a message.</summary>
    public SpendingView ToView() => new(
        new SpendingLimits(PerTransferMinor, PerDayMinor),
        RaisedFrom is { } from
            ? new PendingLimits(
                new SpendingLimits(RaisedPerTransferMinor, RaisedPerDayMinor), new Timestamp(from))
            : null,
        SpentTodayMinor, new Timestamp(ResetsAt));
}
