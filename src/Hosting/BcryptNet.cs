using Wallet.Core;
using Library = BCrypt.Net.BCrypt;

namespace Wallet.Hosting;

/// <summary>bcrypt as BCrypt.Net-Next does it, in every host; new hashes are <c>$2b$</c>.</summary>
public sealed class BcryptNet : IBcrypt
{
    /// <inheritdoc/>
    public string Hash(string input, int workFactor) =>
        Library.HashPassword(input, Library.GenerateSalt(workFactor, 'b'));

    /// <inheritdoc/>
    public bool Verify(string input, string hash) => Library.Verify(input, hash);
}
