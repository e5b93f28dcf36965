namespace Wallet.Core;

/// <summary>Sets the limits of the caller's wallet.</summary>
public interface ILimitSetter
{
    /// <summary>Sets the limits if the PIN is right. Does not throw when a store is down.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="limits">What the caller wants.</param>
    /// <param name="pin">The caller's PIN.</param>
    ValueTask<LimitsResult> SetAsync(Caller caller, SpendingLimits limits, Pin pin);
}

/// <summary>What setting limits came to.</summary>
/// <param name="Check">The check of the PIN; <see cref="SecretVerdict.Unavailable"/> also if it was right and the
/// ledger failed: the limits may be set or not, and asking again is safe.</param>
/// <param name="View">The limits as they are now, exactly when the check is
/// <see cref="SecretVerdict.Verified"/>.</param>
public sealed record LimitsResult(SecretCheck Check, SpendingView? View = null);
