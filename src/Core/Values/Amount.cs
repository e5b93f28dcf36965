namespace Wallet.Core;

/// <summary>The amount of a transfer or deposit: <see cref="Limits.MinAmountMinor"/> to
/// <see cref="Limits.MaxAmountMinor"/> minor units.</summary>
public readonly record struct Amount
{
    private Amount(long minor) => Minor = minor;

    /// <summary>The amount in minor units (paise for INR).</summary>
    public long Minor { get; }

    /// <summary>Accepts <paramref name="minor"/> if it lies within the limits.</summary>
    public static bool TryFrom(long minor, out Amount amount)
    {
        var valid = minor is >= Limits.MinAmountMinor and <= Limits.MaxAmountMinor;
        amount = valid ? new Amount(minor) : default;
        return valid;
    }

    /// <summary>The amount, for values already known to be valid (stored rows, tests).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is outside the limits.</exception>
    public static Amount From(long minor) =>
        TryFrom(minor, out var amount)
            ? amount
            : throw new ArgumentOutOfRangeException(nameof(minor), minor, "An amount is 1 to 10^12 minor units.");
}
