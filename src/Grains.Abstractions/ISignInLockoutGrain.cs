using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>The lockout of signing in with one e-mail, keyed by <see cref="GrainKeys.SignInLockout"/>. It is there
/// whether the e-mail has a user or not.</summary>
[Alias("wallet.sign-in-guard")]
public interface ISignInLockoutGrain : IGrainWithStringKey
{
    /// <summary>Counts an attempt durably, unless it is locked out.</summary>
    [Alias("begin"), ResponseTimeout(Deadlines.Check)]
    Task<SignInPermit> BeginAsync(EmailAddress email, string address);

    /// <summary>Clears the counts after the right password.</summary>
    /// <returns>False if the store is down: the counts stay.</returns>
    [Alias("succeed"), ResponseTimeout(Deadlines.Check)]
    Task<bool> SucceedAsync(EmailAddress email, string address);
}

/// <summary>Whether a password may be compared.</summary>
/// <param name="Verdict">Whether it may.</param>
/// <param name="LockedFor">With <see cref="SignInVerdict.Locked"/>: how long the lock lasts, in whole seconds.</param>
[GenerateSerializer, Alias("wallet.sign-in-permit")]
public readonly record struct SignInPermit(
    [property: Id(0)] SignInVerdict Verdict, [property: Id(1)] TimeSpan LockedFor = default);

/// <summary>What the lockout of signing in says to an attempt.</summary>
[GenerateSerializer, Alias("wallet.sign-in-verdict")]
public enum SignInVerdict
{
    /// <summary>The lockout's store is down. Nothing may be compared without counting.</summary>
    Unavailable,

    /// <summary>The attempt is counted: the password may be compared.</summary>
    Counted,

    /// <summary>There were too many wrong ones: nothing may be compared.</summary>
    Locked,
}
