using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Wallet.Core;

namespace Wallet.Standalone;

/// <summary>bcrypt by BouncyCastle.</summary>
internal sealed class BouncyCastleBcrypt : IBcrypt
{
    private const int SaltBytes = 16;

    /// <inheritdoc/>
    public string Hash(string input, int workFactor) =>
        OpenBsdBCrypt.Generate("2b", input.ToCharArray(), RandomNumberGenerator.GetBytes(SaltBytes), workFactor);

    /// <inheritdoc/>
    public bool Verify(string input, string hash) => OpenBsdBCrypt.CheckPassword(hash, input.ToCharArray());
}
