using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>The standalone host hashes with BouncyCastle, the cluster with BCrypt.Net: who moves from one to the other keeps PIN and password.</summary>
public sealed class BcryptInteropTests
{
    // What is hashed is always the base64 of an HMAC.
    private static string Input() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void BouncyCastle_verifies_what_bcrypt_net_hashed()
    {
        var input = Input();
        var hash = new BcryptNet().Hash(input, 4);
        Assert.StartsWith("$2b$04$", hash, StringComparison.Ordinal);
        Assert.True(OpenBsdBCrypt.CheckPassword(hash, input.ToCharArray()));
        Assert.False(OpenBsdBCrypt.CheckPassword(hash, Input().ToCharArray()));
    }

    [Theory]
    [InlineData("2a")]
    [InlineData("2b")]
    [InlineData("2y")]
    public void Bcrypt_net_verifies_what_bouncycastle_hashed(string version)
    {
        var input = Input();
        var hash = OpenBsdBCrypt.Generate(version, input.ToCharArray(), RandomNumberGenerator.GetBytes(16), 4);
        Assert.True(new BcryptNet().Verify(input, hash));
        Assert.False(new BcryptNet().Verify(Input(), hash));
    }
}
