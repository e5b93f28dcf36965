using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Ledger.Mongo;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>The replica set that is measured: the one that was named, or one member that is started here.</summary>
internal sealed class MeasuredMongo : IAsyncDisposable
{
    private readonly string _url, _prefix = $"bench-{Environment.ProcessId}-";
    private readonly MongoServer? _own;
    private readonly MongoClient _client;
    private int _id;

    private MeasuredMongo(string url, MongoServer? own) => (_url, _own, _client) = (url, own, new MongoClient(url));

    /// <summary>Its version in words.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Processor time that it has used so far; null if it is not a process of this machine.</summary>
    public TimeSpan? Cpu => _id == 0 ? null : ProcessTree.CpuOf(_id);

    /// <summary>Connects, after starting one if none is named.</summary>
    /// <exception cref="BenchException">None is named and there is no mongod.</exception>
    public static async Task<MeasuredMongo> StartAsync(string? url, Workspace workspace)
    {
        MongoServer? own = null;
        if (url is null)
        {
            own = await MongoServer.CreateAsync(
                program: Binaries.Mongo ?? throw new BenchException(
                    "There is no mongod: name a replica set with --mongo, or a program with WALLET_MONGOD."),
                folder: workspace.Folder("mongod"));
            url = own.ConnectionString;
        }

        var server = new MeasuredMongo(url, own);
        var admin = server._client.GetDatabase("admin");
        var status = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("serverStatus", 1));
        server.Version = $"MongoDB {status["version"]}";
        var id = status["pid"].ToInt32();
        if (File.Exists($"/proc/{id}/comm") && File.ReadAllText($"/proc/{id}/comm").StartsWith("mongod", default))
            server._id = id;
        return server;
    }

    /// <summary>How to open a ledger in a database of its own.</summary>
    public MongoLedgerOptions Ledger(string name) => new()
    {
        ConnectionString = _url,
        Database = _prefix + name,
        Timeout = TimeSpan.FromMinutes(1), // A machine that is busy is no reason to fail.
    };

    /// <summary>A database that is no ledger.</summary>
    public IMongoDatabase Database(string name) => _client.GetDatabase(_prefix + name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_own is not null)
            await _own.DisposeAsync();
    }
}
