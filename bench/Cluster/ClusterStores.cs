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
    public static async Task<ClusterStores> StartAsync()
    {
        if (Binaries.Missing is { } missing)
            throw new BenchException(missing);
        var clustering = await RedisServer.CreateAsync(durable: true);
        try
        {
            var gate = await RedisServer.CreateAsync();
            try
            {
                return new ClusterStores(clustering, gate, await PostgresServer.CreateAsync());
            }
            catch
            {
                await gate.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await clustering.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection strings for one more cluster, apart from all others.</summary>
    public async Task<Dictionary<string, string>> NewClusterAsync()
    {
        var number = _clusters++;
        return new Dictionary<string, string>
        {
            ["Wallet__Cluster__Id"] = $"bench{number}",
            ["ConnectionStrings__Clustering"] = _clustering.ConnectionString,
            ["ConnectionStrings__Gate"] = $"{_gate.ConnectionString},defaultDatabase={number}",
            ["ConnectionStrings__Lockouts"] = await _lockouts.CreateDatabaseAsync(),
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lockouts.DisposeAsync();
        await _gate.DisposeAsync();
        await _clustering.DisposeAsync();
    }
}
