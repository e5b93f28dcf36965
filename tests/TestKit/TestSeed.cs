using System.Globalization;

namespace Wallet.TestKit;

/// <summary>
/// Where random tests get their randomness. Each prints its seed; <c>WALLET_TEST_SEED</c> in the environment replays
/// it.
/// </summary>
public static class TestSeed
{
    /// <summary>The environment variable that fixes the seed.</summary>
    public const string Variable = "WALLET_TEST_SEED";

    /// <summary>A generator whose seed stands in the test's output.</summary>
    public static Random Random(out int seed)
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        seed = string.IsNullOrEmpty(given)
            ? System.Random.Shared.Next()
            : int.Parse(given, CultureInfo.InvariantCulture);
        Xunit.TestContext.Current.TestOutputHelper?.WriteLine($"{Variable}={seed}");
        // A seeded System.Random gives the same numbers on every machine and version.
        return new Random(seed);
    }
}
