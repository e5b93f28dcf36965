using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>A wallet's limits as its owner sees them, in minor units; null for no limit.</summary>
internal sealed record LimitsBody(
    [property: Shown(typeof(LimitAmount))] long? PerTransfer, [property: Shown(typeof(LimitAmount))] long? PerDay,
    long SpentToday, long? RemainingToday, Timestamp ResetsAt, PendingLimitsBody? Pending)
{
    public static LimitsBody Of(SpendingView view) => new(
        view.Limits.PerTransferMinor, view.Limits.PerDayMinor, view.SpentTodayMinor, view.LeftTodayMinor,
        view.ResetsAt,
        view.Pending is { } pending
            ? new PendingLimitsBody(pending.Then.PerTransferMinor, pending.Then.PerDayMinor, pending.From)
            : null);
}

/// <summary>Limits that take effect by themselves.</summary>
internal sealed record PendingLimitsBody(
    [property: Shown(typeof(LimitAmount))] long? PerTransfer, [property: Shown(typeof(LimitAmount))] long? PerDay,
    Timestamp From);

/// <summary>The body of <c>PUT /wallet/limits</c>.</summary>
internal sealed class LimitsRequestBody
{
    [Shown(typeof(LimitAmount))]
    public long? PerTransfer { get; init; }

    [Shown(typeof(LimitAmount))]
    public long? PerDay { get; init; }

    [Required, Shown(typeof(Pin))]
    public string? Pin { get; init; }
}

/// <summary>Stands for a limit in the OpenAPI document.</summary>
internal readonly struct LimitAmount;
