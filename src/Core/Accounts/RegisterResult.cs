namespace Wallet.Core;

/// <summary>What registering led to.</summary>
public enum RegisterVerdict
{
    /// <summary>The user and the wallet exist now.</summary>
    Registered,

    /// <summary>There is a user with this e-mail.</summary>
    EmailTaken,

    /// <summary>Too many secrets wait to be hashed. Nothing happened.</summary>
    Busy,

    /// <summary>The store is down. Nothing is known to have happened.</summary>
    Unavailable,
}

/// <summary>The result of registering.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="User">The user's ID, when registered.</param>
/// <param name="Wallet">The wallet's ID, when registered.</param>
public readonly record struct RegisterResult(RegisterVerdict Verdict, UserId User = default, WalletId Wallet = default);
