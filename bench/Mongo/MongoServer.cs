using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Ledger.Mongo;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>The replica set that is measured: the one that was named, or one member that is started here.</summary>
internal sealed class MongoServer : IAsyncDisposable
{
    private readonly string _url, _prefix = $"bench-{Environment.ProcessId}-";
    private readonly ServerProcess? _process;
    private readonly MongoClient _client;
    private int _id;

    private MongoServer(string url, ServerProcess? process) =>
        (_url, _process, _client) = (url, process, new MongoClient(url));

    /// <summary>Its version in words.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Processor time that it has used so far; null if it is not a process of this machine.</summary>
    public TimeSpan? Cpu => _id == 0 ? null : ProcessTree.CpuOf(_id);

    /// <summary>Connects, after starting one if none is named.</summary>
    /// <exception cref="BenchException">None is named and there is no mongod.</exception>
    public static async Task<MongoServer> StartAsync(string? url, Workspace workspace)
    {
        ServerProcess? process = null;
        if (url is null)
        {
            var program = Binaries.Mongo ?? throw new BenchException(
                "There is no mongod: name a replica set with --mongo, or a program with WALLET_MONGOD.");
            var host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ServerProcess.FreePort()}");
            url = $"mongodb://{host}/?replicaSet=bench";
            using var member = new MongoClient($"mongodb://{host}/?directConnection=true&serverSelectionTimeoutMS=500");
            process = await ServerProcess.StartAsync(
                program,
                ["--replSet", "bench", "--port", host.Split(':')[1], "--bind_ip", "127.0.0.1", "--dbpath",
                    workspace.Folder("mongod"), "--journalCommitInterval", "2"],
                () => IsUpAsync(member.GetDatabase("admin"), host));
        }

        var server = new MongoServer(url, process);
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
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private static async Task<bool> IsUpAsync(IMongoDatabase admin, string host)
    {
        try
        {
            var hello = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1));
            if (!hello.Contains("setName"))
                await admin.RunCommandAsync<BsonDocument>(new BsonDocument("replSetInitiate", new BsonDocument
                {
                    { "_id", "bench" },
                    { "members", new BsonArray { new BsonDocument { { "_id", 0 }, { "host", host } } } },
                }));
            return hello["isWritablePrimary"].AsBoolean;
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            return false;
        }
    }
}
