namespace Wallet.Core;

/// <summary>
/// bcrypt, as a library does it. The input is always 44 ASCII characters (see <see cref="SecretHasher"/>), so bcrypt's
/// 72-byte and NUL traps are out of reach. Hashes of any implementation must verify with any other.
/// </summary>
public interface IBcrypt
{
    /// <summary>Hashes with a new random salt. Costs about 0.1 s of a core at work factor 10, twice that for each
    /// step.</summary>
    string Hash(string input, int workFactor);

    /// <summary>Whether <paramref name="input"/> has this hash (<c>$2a$</c>, <c>$2b$</c> or <c>$2y$</c>).</summary>
    bool Verify(string input, string hash);
}
