namespace Wallet.Grains.Abstractions;

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
