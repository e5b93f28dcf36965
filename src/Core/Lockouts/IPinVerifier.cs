namespace Wallet.Core;

/// <summary>Step 3 of the chain: checks a user's PIN under the lockout.</summary>
public interface IPinVerifier
{
    /// <summary>Checks the PIN. Does not throw when a store is down.</summary>
    ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin);

    /// <summary>Whether the PIN is known to be right, because it was verified a short while ago. False says nothing and
    /// costs no try.</summary>
    bool IsVerified(UserId user, Pin pin);
}
