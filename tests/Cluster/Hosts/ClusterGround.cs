using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using MongoDB.Driver;
using Wallet.Cluster.Tests.Doors;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Ledger.Mongo;
using Wallet.Ledger.Sqlite;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Hosts;

/// <summary>What a cluster stands on: a ledger, a database for the lockouts, the gate, and keys. It outlives the
/// silos.</summary>
internal sealed class ClusterGround : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly byte[] _signingKey = RandomNumberGenerator.GetBytes(32),
        _pepper = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<string, string> _settings;

    private ClusterGround(string clustering, string gate, string lockouts, string? mongo,
        IReadOnlyDictionary<string, string> settings) => _settings = new(settings)
        {
            ["ConnectionStrings:Clustering"] = clustering,
            ["ConnectionStrings:Gate"] = gate,
            ["ConnectionStrings:Lockouts"] = lockouts,
            ["ConnectionStrings:Ledger"] = mongo ?? "sqlite:" + LedgerPath,
            ["Wallet:Cluster:Id"] = Guid.NewGuid().ToString("N"),
            ["Wallet:Peppers:0:Id"] = "pepper-1",
            ["Wallet:Peppers:0:Value"] = Convert.ToBase64String(_pepper),
            ["Wallet:SigningKeys:0:Id"] = "key-1",
            ["Wallet:SigningKeys:0:Value"] = Convert.ToBase64String(_signingKey),
        };

    /// <summary>The settings that every process of the cluster gets.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>The ledger's file, unless it is on MongoDB.</summary>
    public string LedgerPath => _folder.File("ledger.db");

    private string Ledger => _settings["ConnectionStrings:Ledger"];

    /// <summary>The key that signs tokens.</summary>
    public (string Id, byte[] Value) SigningKey => ("key-1", _signingKey);

    /// <summary>Key and pepper as text, in every encoding in which they could end up in a log.</summary>
    public IReadOnlyList<string> KeyMaterial =>
    [
        .. ((byte[][])[_signingKey, _pepper]).SelectMany(static key =>
            (string[])[Convert.ToBase64String(key)
                .TrimEnd('='), Convert.ToHexString(key), Convert.ToHexStringLower(key)]),
    ];

    /// <summary>Makes one on the shared servers, or on a test's own.</summary>
    /// <param name="servers">The shared servers.</param>
    /// <param name="settings">Settings; <see cref="Cheap"/> unless given.</param>
    /// <param name="gate">A Redis of the test's own for the gate.</param>
    /// <param name="lockouts">A PostgreSQL of the test's own.</param>
    /// <param name="clustering">A Redis of the test's own for the membership.</param>
    /// <param name="tls">Whether silos and gateways have certificates.</param>
    /// <param name="mongo">The MongoDB server for the ledger, which gets a database of its own there; null for a
    /// ledger in a file.</param>
    public static async Task<ClusterGround> CreateAsync(
        TestServers servers, IReadOnlyDictionary<string, string>? settings = null, RedisServer? gate = null,
        PostgresServer? lockouts = null, RedisServer? clustering = null, bool tls = false, string? mongo = null) =>
        new((clustering ?? servers.Clustering).ConnectionString, (gate ?? servers.Gate).ConnectionString,
            await (lockouts ?? servers.Postgres).CreateLockoutsAsync(),
            mongo is null
                ? null
                : new MongoUrlBuilder(mongo) { DatabaseName = $"wallet-test-{Guid.NewGuid():N}" }.ToString(),
            settings ?? Cheap)
        {
            Certificates = tls ? new TestCertificates() : null,
        };

    /// <summary>The certificates of silos and gateways; null if they have none.</summary>
    public TestCertificates? Certificates { get; private init; }

    /// <summary>Settings for tests that bring none: hashing is cheap and play money flows.</summary>
    public static IReadOnlyDictionary<string, string> Cheap { get; } = new Dictionary<string, string>
    {
        ["Wallet:Bcrypt:WorkFactor"] = "4",
        ["Wallet:RateLimit:AuthPerMinute"] = "1000000",
        ["Wallet:RecentKeys"] = "20",
        ["Wallet:Sandbox"] = "true",
    };

    /// <summary>The settings as a silo reads them.</summary>
    public ClusterSettings Read() => ClusterSettings.Read(
        new ConfigurationBuilder()
        .AddInMemoryCollection(_settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build(),
        testing: true, ClusterSettings.NeededBySilo);

    /// <summary>The settings as a command line.</summary>
    public string[] Arguments(params string[] more) =>
        ["--environment=Testing", .. _settings.Select(static s => $"--{s.Key}={s.Value}"), .. more];

    /// <summary>The settings as the command line of a silo or a gateway.</summary>
    public string[] Arguments(ClusterRole role, params string[] more) => Arguments(
        [.. Certificates?.Settings(role).Select(static s => $"--{s.Key}={s.Value}") ?? [], .. more]);

    /// <summary>The settings as environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment => AsEnvironment(_settings);

    /// <summary>The settings of a silo or a gateway as environment variables.</summary>
    public IEnumerable<KeyValuePair<string, string>> EnvironmentOf(ClusterRole role) =>
        AsEnvironment(_settings.Concat(Certificates?.Settings(role) ?? []));

    /// <summary>Checks the invariants.</summary>
    public Task<AuditReport> AuditAsync() => Ledger.StartsWith("sqlite:", StringComparison.Ordinal)
        ? Task.Run(() => SqliteAudit.Run(LedgerPath))
        : MongoAudit.RunAsync(new MongoLedgerOptions { ConnectionString = Ledger });

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificates?.Dispose();
        _folder.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string>> AsEnvironment(
        IEnumerable<KeyValuePair<string, string>> settings) =>
        settings.Select(static s => KeyValuePair.Create(s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value));
}
