using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>One user, keyed by user ID: checks and changes the PIN under its guard, whose state is durable before a guess is compared.</summary>
[Alias("wallet.user")]
public interface IUserGrain : IGrainWithGuidKey
{
    /// <summary>Checks the PIN: step 3 of the chain.</summary>
    [Alias("verify-pin"), ResponseTimeout(Deadlines.Check)]
    [return: Immutable]
    Task<SecretCheck> VerifyPinAsync([Immutable] Pin pin);

    /// <summary>Changes the PIN if the old one is right, under the same guard.</summary>
    [Alias("change-pin"), ResponseTimeout(Deadlines.Check)]
    [return: Immutable]
    Task<SecretCheck> ChangePinAsync([Immutable] Pin pin, [Immutable] Pin newPin);
}
