namespace Wallet.Core;

/// <summary>What a check of a password or PIN came to.</summary>
public enum SecretVerdict
{
    /// <summary>It is right.</summary>
    Verified,

    /// <summary>It is wrong.</summary>
    Wrong,

    /// <summary>There were too many wrong ones; nothing was compared.</summary>
    Locked,

    /// <summary>Too many checks are waiting; nothing was counted or compared.</summary>
    Busy,

    /// <summary>The lockout's store is down, or the pepper of its hash is not known here. Nothing is compared without
    /// counting, and nothing was.</summary>
    Unavailable,

    /// <summary>There is no such user.</summary>
    UnknownUser,
}

/// <summary>The result of a check.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="AttemptsLeft">With <see cref="SecretVerdict.Wrong"/>: how many wrong ones are left before the
/// lock.</param>
/// <param name="RetryAfter">With <see cref="SecretVerdict.Locked"/>: how long the lock lasts, in whole seconds.</param>
public readonly record struct SecretCheck(SecretVerdict Verdict, int AttemptsLeft = 0, TimeSpan RetryAfter = default);
