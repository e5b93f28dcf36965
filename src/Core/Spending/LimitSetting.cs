namespace Wallet.Core;

/// <summary>Sets limits where the PIN's lockout is.</summary>
public sealed class LimitSetting(IPinVerifier pins, ISpendingStore store) : ILimitSetter
{
    /// <inheritdoc/>
    public async ValueTask<LimitsResult> SetAsync(Caller caller, SpendingLimits limits, Pin pin)
    {
        var check = await pins.VerifyAsync(caller.User, pin);
        if (check.Verdict != SecretVerdict.Verified)
            return new LimitsResult(check);
        try
        {
            return await store.SetLimitsAsync(caller.Wallet, limits) is { } view
                ? new LimitsResult(check, view)
                : new LimitsResult(new SecretCheck(SecretVerdict.UnknownUser));
        }
        catch (LedgerException)
        {
            return new LimitsResult(new SecretCheck(SecretVerdict.Unavailable));
        }
    }
}
