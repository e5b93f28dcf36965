namespace Wallet.Core;

/// <summary>An operator's key, by what may be known of it: the key itself is shown once and never kept.</summary>
/// <param name="Id">The ID, which stands in the log for whoever acts with the key.</param>
/// <param name="Name">Whose it is or what for, as whoever made it says.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">Since when it counts no more; null while it counts.</param>
public sealed record OperatorKey(
    OperatorKeyId Id, Note Name, OperatorScopes Scopes, Timestamp CreatedAt, Timestamp? RevokedAt = null);

/// <summary>What an operator's key allows. The numbers are stored.</summary>
[Flags]
public enum OperatorScopes : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To look at users, wallets, transfers, audits and the log, and to have an audit made.</summary>
    Read = 1,

    /// <summary>To freeze and thaw wallets, to unlock PINs and sign-ins, and to sign users out.</summary>
    Freeze = 2,

    /// <summary>To reverse transfers.</summary>
    Money = 4,

    /// <summary>To make and revoke keys.</summary>
    Keys = 8,
}
