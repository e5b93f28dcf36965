using Wallet.Core;

namespace Wallet.Api;

/// <summary>Tells which generation of a user's tokens is valid: a change of password starts a new one and ends all
/// earlier ones.</summary>
public interface ITokenGenerations
{
    /// <summary>The user's current generation; null if there is no such user.</summary>
    /// <exception cref="LedgerException">It cannot be learnt.</exception>
    ValueTask<int?> FindAsync(UserId user);

    /// <summary>Tells that the user's generation has changed, or may have.</summary>
    void Changed(UserId user);
}
