using System.Security.Cryptography;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>What silos stand on beside the ledger: a Redis for membership, one for the gate, and PostgreSQL for the
/// lockouts.</summary>
internal sealed class ClusterStores : IAsyncDisposable
{
    private readonly RedisServer _clustering, _gate;
    private readonly PostgresServer _lockouts;
    private int _clusters;

    private ClusterStores(RedisServer clustering, RedisServer gate, PostgresServer lockouts) =>
        (_clustering, _gate, _lockouts) = (clustering, gate, lockouts);

    /// <summary>Processor time they have used so far.</summary>
    public TimeSpan Cpu =>
        ProcessTree.CpuOf(_clustering.Id) + ProcessTree.CpuOf(_gate.Id) + ProcessTree.CpuOf(_lockouts.Id);

    /// <summary>Starts them.</summary>
    /// <exception cref="BenchException">They are not installed.</exception>
    public static async Task<ClusterStores> StartAsync() => Binaries.Missing is { } missing
        ? throw new BenchException(missing)
        : new ClusterStores(await RedisServer.CreateAsync(durable: true), await RedisServer.CreateAsync(),
            await PostgresServer.CreateAsync());

    /// <summary>Starts a gateway before some silos, on a ledger of their own.</summary>
    public async Task<WalletUnderTest> ServeAsync(
        string name, Workspace workspace, int silos, int users, bool tls = false)
    {
        var (folder, id) = (workspace.Folder($"cluster{++_clusters}"), _clusters);
        var settings = new Dictionary<string, string>(WalletUnderTest.Settings)
        {
            ["Wallet__Sandbox"] = "true",
            ["Wallet__Cluster__Id"] = $"bench{id}",
            ["ConnectionStrings__Ledger"] = "sqlite:" + Path.Combine(folder, "ledger.db"),
            ["ConnectionStrings__Clustering"] = _clustering.ConnectionString,
            ["ConnectionStrings__Gate"] = $"{_gate.ConnectionString},defaultDatabase={id}",
            ["ConnectionStrings__Lockouts"] = await _lockouts.CreateDatabaseAsync(),
        };
        foreach (var list in (ReadOnlySpan<string>)["Wallet__Peppers", "Wallet__SigningKeys"])
            (settings[list + "__0__Id"], settings[list + "__0__Value"]) =
                ("k1", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await WalletHost.RunAsync(workspace.Program("Silo"), ["schema"], settings);
        if (tls)
            await WalletHost.RunAsync(workspace.Program("Silo"), ["init", folder], settings);
        return await WalletUnderTest.ClusterAsync(name, workspace, settings, silos, users, tls ? folder : null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lockouts.DisposeAsync();
        await _gate.DisposeAsync();
        await _clustering.DisposeAsync();
    }
}
