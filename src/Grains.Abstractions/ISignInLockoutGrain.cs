using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>The lockout of signing in with one e-mail, keyed by <see cref="GrainKeys.SignInLockout"/>. It is there
/// whether the e-mail has a user or not.</summary>
[Alias("wallet.sign-in-guard"), ForGateways]
public interface ISignInLockoutGrain : IGrainWithStringKey
{
    /// <summary>Counts an attempt durably, unless it is locked out.</summary>
    [Alias("begin"), ResponseTimeout(Deadlines.Check)]
    Task<SignInPermit> BeginAsync(EmailAddress email, string address);

    /// <summary>Clears the counts after the right password.</summary>
    /// <returns>False if the store is down: the counts stay.</returns>
    [Alias("succeed"), ResponseTimeout(Deadlines.Check)]
    Task<bool> SucceedAsync(EmailAddress email, string address);

    /// <summary>What is locked now, for operators.</summary>
    /// <returns>Null if the store is down.</returns>
    [Alias("look"), ResponseTimeout(Deadlines.Check)]
    Task<SignInLock?> LookAsync(EmailAddress email);

    /// <summary>Lifts all locks of the e-mail and forgets its wrong passwords, because an operator says so.</summary>
    /// <returns>False if the store is down: nobody knows whether they are lifted.</returns>
    [Alias("unlock"), ResponseTimeout(Deadlines.Check)]
    Task<bool> UnlockAsync();
}
