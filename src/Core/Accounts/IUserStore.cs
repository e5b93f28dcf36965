namespace Wallet.Core;

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

    /// <summary>The user whose wallet it is, or null: reserved wallets have none.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<User?> FindByWalletAsync(WalletId wallet);

    /// <summary>Replaces the PIN's hash, if it is still <paramref name="current"/>.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask<bool> ReplacePinAsync(UserId id, SecretHash current, SecretHash replacement);

    /// <summary>Replaces the password's hash, if it is still <paramref name="current"/>, and starts a new generation of
    /// tokens.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask<bool> ReplacePasswordAsync(UserId id, SecretHash current, SecretHash replacement);

    /// <summary>Replaces the hash of a password that stays the same, if it is still <paramref name="current"/>. Tokens
    /// stay valid.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask<bool> RehashPasswordAsync(UserId id, SecretHash current, SecretHash replacement);
}
