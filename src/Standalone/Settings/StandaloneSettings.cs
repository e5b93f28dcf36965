using System.Net;
using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>The settings below <c>Wallet:</c>, checked. The defaults are here, so that the host works from any
/// directory.</summary>
internal sealed record StandaloneSettings
{
    /// <summary>The lowest work factor, for tests, which hash often and protect nothing.</summary>
    private const int MinWorkFactorInTests = 4;

    public required string DataDir { get; init; }

    public required bool Sandbox { get; init; }

    public required string Currency { get; init; }

    public required TimeSpan PinRememberFor { get; init; }

    public required TimeSpan PinLockFor { get; init; }

    public required int WorkFactor { get; init; }

    public required int AuthPerMinute { get; init; }

    public required int RecentKeys { get; init; }

    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="StartException">One is wrong or unknown; the message names it.</exception>
    public static StandaloneSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var reader = new SettingsReader(configuration.GetSection("Wallet"));
        var defaults = new PinOptions();
        var minWorkFactor = environment.IsEnvironment("Testing") ? MinWorkFactorInTests : SecretHasher.MinWorkFactor;
        var settings = new StandaloneSettings
        {
            DataDir = reader.Path("DataDir", "data"),
            Sandbox = reader.Switch("Sandbox", true),
            Currency = reader.Currency("Currency", "INR"),
            PinRememberFor =
            reader.Duration("Pin:RememberFor", defaults.RememberFor, TimeSpan.Zero, TimeSpan.FromHours(1)),
            PinLockFor =
            reader.Duration("Pin:LockFor", defaults.LockFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            WorkFactor =
            reader.Integer("Bcrypt:WorkFactor", SecretHasher.MinWorkFactor, minWorkFactor, SecretHasher.MaxWorkFactor),
            AuthPerMinute = reader.Integer("RateLimit:AuthPerMinute", 300, 1, 1_000_000),
            RecentKeys =
            reader.Integer("RecentKeys", SqliteLedgerOptions.DefaultRecentKeys, 1, SqliteLedgerOptions.MaxRecentKeys),
            TrustedProxies = reader.Networks("TrustedProxies"),
        };
        reader.RefuseUnknown();
        return settings;
    }
}
