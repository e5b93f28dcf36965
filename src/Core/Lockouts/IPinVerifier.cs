namespace Wallet.Core;

/// <summary>Step 3 of the chain: checks a user's PIN under the lockout.</summary>
public interface IPinVerifier
{
    /// <summary>Checks the PIN. Does not throw when a store is down.</summary>
    ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin);
}
