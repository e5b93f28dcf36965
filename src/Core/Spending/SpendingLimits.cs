using System.Globalization;

namespace Wallet.Core;

/// <summary>How much a wallet may send, as its owner has set it. 0 lets nothing out, null is no limit.</summary>
/// <param name="PerTransferMinor">The largest amount that may be sent at once, in minor units.</param>
/// <param name="PerDayMinor">How much may be sent on one day of UTC, in minor units.</param>
public readonly record struct SpendingLimits(long? PerTransferMinor, long? PerDayMinor)
{
    /// <summary>No limit at all.</summary>
    public static readonly SpendingLimits None;

    /// <summary>Whether an amount in minor units can be a limit.</summary>
    public static bool CanBe(long minor) => minor is >= 0 and <= Limits.MaxBalanceMinor;

    /// <summary>The stricter one of each of the two.</summary>
    public SpendingLimits StricterOf(SpendingLimits other) => new(
        Lower(PerTransferMinor, other.PerTransferMinor), Lower(PerDayMinor, other.PerDayMinor));

    /// <summary>Two numbers of minor units with a space between; <c>-</c> for no limit.</summary>
    public override string ToString() => $"{Text(PerTransferMinor)} {Text(PerDayMinor)}";

    internal static long? Lower(long? a, long? b) => a is null || b < a ? b : a;

    private static string Text(long? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>Limits that take effect by themselves.</summary>
/// <param name="Then">The limits.</param>
/// <param name="From">From when on, by the ledger's time.</param>
public sealed record PendingLimits(SpendingLimits Then, Timestamp From);
