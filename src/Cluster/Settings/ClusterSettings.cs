using System.Net;
using Microsoft.Extensions.Configuration;
using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Cluster;

/// <summary>The settings of silos and gateways, by their full names. Secrets have no defaults.</summary>
public sealed class ClusterSettings
{
    private ClusterSettings(SettingsReader reader, ClusterRole role, bool testing)
    {
        var (silo, gateway) = (role == ClusterRole.Silo, role == ClusterRole.Gateway);
        ClusteringRedis = reader.Text("ConnectionStrings:Clustering", required: true) ?? "";
        Ledger = LedgerAddress.Read(reader);
        GateRedis = reader.Text("ConnectionStrings:Gate", silo) ?? "";
        LockoutsPostgres = reader.Text("ConnectionStrings:Lockouts", silo) ?? "";
        Peppers = reader.Keys("Wallet:Peppers", required: true);
        SigningKeys = reader.Keys("Wallet:SigningKeys", gateway);

        ClusterId = reader.Text("Wallet:Cluster:Id") ?? "wallet";
        Address = reader.Text("Wallet:Cluster:Address") is not { } address ? IPAddress.Loopback
            : address == "auto" ? null
            : IPAddress.TryParse(address, out var parsed) ? parsed
            : Refuse(reader, $"Wallet:Cluster:Address must be an IP address or auto, not '{address}'.");
        SiloPort = reader.Number("Wallet:Cluster:SiloPort", 11111, 1, ushort.MaxValue);
        GatewayPort = reader.Number("Wallet:Cluster:GatewayPort", 30000, 1, ushort.MaxValue);

        Currency = reader.Text("Wallet:Currency") ?? "INR";
        if (Currency.Length != 3 || Currency.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            reader.Complain($"Wallet:Currency must be three capital letters, not '{Currency}'.");
        WorkFactor = reader.Number("Wallet:Bcrypt:WorkFactor", SecretHasher.MinWorkFactor,
            testing ? 4 : SecretHasher.MinWorkFactor, SecretHasher.MaxWorkFactor);
        Pin = new PinOptions
        {
            RememberFor = reader.Span(
                "Wallet:Pin:RememberFor", new PinOptions().RememberFor, TimeSpan.Zero, TimeSpan.FromHours(24)),
            LockFor = reader.Span(
                "Wallet:Pin:LockFor", new PinOptions().LockFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
        };
        Sandbox = reader.Flag("Wallet:Sandbox", byDefault: false);
        AuthPerMinute = reader.Number("Wallet:RateLimit:AuthPerMinute", 300, 1, int.MaxValue);
        RecentKeys = reader.Number(
            "Wallet:RecentKeys", SqliteLedgerOptions.DefaultRecentKeys, 1, SqliteLedgerOptions.MaxRecentKeys);
        TrustedProxies = reader.Networks("Wallet:TrustedProxies");
        reader.RefuseUnknown("Wallet");
        reader.Finish();
    }

    /// <summary>The name that stored states are kept under. It never changes.</summary>
    public const string ServiceId = "wallet";

    /// <summary>Reads and checks the settings of a role.</summary>
    /// <param name="configuration">Where they come from.</param>
    /// <param name="role">What the process does.</param>
    /// <param name="testing">Whether the environment is Testing, where hashing may be cheap.</param>
    /// <exception cref="StartException">Something is missing or bad. All of it is named.</exception>
    public static ClusterSettings Read(IConfiguration configuration, ClusterRole role, bool testing) =>
        new(new SettingsReader(configuration), role, testing);

    /// <summary>Redis for the cluster's membership: with an append-only file and without eviction.</summary>
    public string ClusteringRedis { get; }

    /// <summary>Redis for the idempotency gate. It may forget, and may be down.</summary>
    public string GateRedis { get; }

    /// <summary>PostgreSQL for the lockouts' states.</summary>
    public string LockoutsPostgres { get; }

    /// <summary>Where the ledger is.</summary>
    public LedgerAddress Ledger { get; }

    /// <summary>The peppers, the current one first. The same in all silos and gateways.</summary>
    public IReadOnlyList<NamedKey> Peppers { get; }

    /// <summary>The keys that sign tokens, the current one first. The same in all gateways.</summary>
    public IReadOnlyList<NamedKey> SigningKeys { get; }

    /// <summary>Which cluster this process belongs to, where several share a Redis.</summary>
    public string ClusterId { get; }

    /// <summary>The address at which other silos and the gateways reach this silo; null to find it out, and to listen
    /// on all.</summary>
    public IPAddress? Address { get; }

    /// <summary>The port for other silos.</summary>
    public int SiloPort { get; }

    /// <summary>The port for gateways.</summary>
    public int GatewayPort { get; }

    /// <summary>The one currency, ISO 4217.</summary>
    public string Currency { get; }

    /// <summary>bcrypt's log2 of rounds for new hashes.</summary>
    public int WorkFactor { get; }

    /// <summary>The PIN's lockout.</summary>
    public PinOptions Pin { get; }

    /// <summary>Whether play money can be had.</summary>
    public bool Sandbox { get; }

    /// <summary>How many calls of <c>/auth/*</c> one client address may make in a minute, at one gateway.</summary>
    public int AuthPerMinute { get; }

    /// <summary>How many idempotency keys a ledger in a SQLite file collects in memory before it indexes
    /// them.</summary>
    public int RecentKeys { get; }

    /// <summary>Networks whose <c>X-Forwarded-For</c> is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; }

    private static IPAddress? Refuse(SettingsReader reader, string sentence)
    {
        reader.Complain(sentence);
        return null;
    }
}
