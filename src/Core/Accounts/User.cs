namespace Wallet.Core;

/// <summary>A user as stored.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Email">The e-mail address, normalized; unique.</param>
/// <param name="Wallet">The user's one wallet.</param>
/// <param name="Password">The password's hash.</param>
/// <param name="Pin">The PIN's hash.</param>
/// <param name="TokenGeneration">Tokens of an earlier generation are not valid: a change of password starts a new
/// one.</param>
/// <param name="CreatedAt">When the user registered.</param>
public sealed record User(
    UserId Id, EmailAddress Email, WalletId Wallet, SecretHash Password, SecretHash Pin, int TokenGeneration,
    Timestamp CreatedAt);

/// <summary>A user who registers and gets a wallet in the same transaction.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Password">The password's hash.</param>
/// <param name="Pin">The PIN's hash.</param>
/// <param name="CreatedAt">Now.</param>
public sealed record NewUser(UserId Id, EmailAddress Email, SecretHash Password, SecretHash Pin, Timestamp CreatedAt);

/// <summary>Keeps users. Lives in the same store as the ledger, because a user and the wallet are made in one
/// transaction.</summary>
public interface IUserStore
{
    /// <summary>Makes the user and an empty wallet with the first ID of <paramref name="candidates"/> that is free,
    /// both or neither.</summary>
    /// <returns>The wallet's ID, or null if the e-mail is taken.</returns>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask<WalletId?> RegisterAsync(NewUser user, IEnumerable<WalletId> candidates);

    /// <summary>A user by ID, or null.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<User?> FindAsync(UserId id);

    /// <summary>A user by e-mail, or null.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<User?> FindByEmailAsync(EmailAddress email);

    /// <summary>Replaces the PIN's hash, if it is still <paramref name="current"/>.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask<bool> ReplacePinAsync(UserId id, SecretHash current, SecretHash replacement);

    /// <summary>Replaces the password's hash, if it is still <paramref name="current"/>, and starts a new generation of
    /// tokens.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask<bool> ReplacePasswordAsync(UserId id, SecretHash current, SecretHash replacement);
}
