using System.Security.Cryptography;
using Wallet.Hosting;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The library that every host hashes with, and the hashes that an earlier one left in ledgers.</summary>
public sealed class BcryptNetTests
{
    // What is hashed is always the base64 of an HMAC.
    private static string Input() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Hashes_are_2b_of_the_work_factor_and_verify_with_their_input_only()
    {
        var input = Input();
        var hash = new BcryptNet().Hash(input, 4);
        Assert.StartsWith("$2b$04$", hash, StringComparison.Ordinal);
        Assert.True(new BcryptNet().Verify(input, hash));
        Assert.False(new BcryptNet().Verify(Input(), hash));
        Assert.NotEqual(hash, new BcryptNet().Hash(input, 4));
    }

    /// <summary>Made with BouncyCastle 1.8.10, which the standalone host used to hash with.</summary>
    [Theory]
    [InlineData(
        "om23n0ef1tXDGZlRAumRRzS2mrwYNWBfeQxZIKlaEZY=", "$2a$04$vHWA3zxwCxE6yodGAq9NX.H7VFugEqsdgy9/ZTqo3LfHASl2OnjuW")]
    [InlineData(
        "q7hF9BPFFR1uvtBPcJwzyDZWXZJThF9DKPf0FX+gZwk=", "$2a$10$HYjYsUtA7n8vVm1zieqDkuZt.YBiHov6HCPy/nkexBpmXFv6hh2W6")]
    [InlineData(
        "A2zydXNhOs1bduOeOwr3fe16g3FCsU8ygUfgxDzMY3w=", "$2b$04$k8TmxYbvqwqKRmNAtes26OteFz8vPXeKi2MeHC2uCNaljm/.XSpKa")]
    [InlineData(
        "jPPgQ5Ne9nsUyH/C25UWJf+kroHKC1gHZBAiK4v0x/E=", "$2b$10$WZ.kDdOPswzfaMMjqBCTNe/PQqTIRYE1cm9forezlX4.x6KDVJIjS")]
    [InlineData(
        "9nrVl/hrBdgIVVn9V8peUj/Y/VTePSfM68mnnm8SSgs=", "$2y$04$PoaJ21zduKllN1v5WrJMDOzJchT6.ZP8BAecnqOTVjxwydwU1Il7K")]
    [InlineData(
        "1hl3Sa/NpENyL2iJmfW6F1TZUUzr5kRni3l67WJliQ8=", "$2y$10$HJTHUlf75TYmjzJ/DHp3BusfROtW2nqqExrmiFDvI2IyJW3bov8QC")]
    public void A_hash_that_BouncyCastle_made_verifies(string input, string hash)
    {
        Assert.True(new BcryptNet().Verify(input, hash));
        Assert.False(new BcryptNet().Verify(Input(), hash));
    }
}
