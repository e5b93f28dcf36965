using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// A real replica set: the one that <c>WALLET_TEST_MONGO</c> names, or a <c>mongod</c> from the PATH, started here with
/// one member in a temporary folder. Without either, whoever asks for it is skipped.
/// </summary>
public sealed class RealMongoServer : IAsyncLifetime
{
    private const string Variable = "WALLET_TEST_MONGO";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TempFolder? _folder;
    private Process? _process;
    private string? _connectionString;

    /// <summary>Where it is; skips the test if there is none.</summary>
    public string RequireConnectionString()
    {
        Assert.SkipWhen(
            _connectionString is null,
            $"Not run against a real MongoDB server: {Variable} names none and there is no mongod on the PATH.");
        return _connectionString!;
    }

    /// <summary>Lets the server fail commands as it does itself, until what is returned is disposed of.</summary>
    /// <param name="fields">Which commands, and how: the data of the server's <c>failCommand</c>.</param>
    /// <param name="times">How often; null for always.</param>
    public async Task<FailPoint> FailAsync(BsonDocument fields, int? times = null)
    {
        var client = new MongoClient(RequireConnectionString());
        var mode = times is null ? (BsonValue)"alwaysOn" : new BsonDocument("times", times);
        return new FailPoint(client, (await SetAsync(client, mode, fields))["count"].ToInt32());
    }

    private static Task<BsonDocument> SetAsync(MongoClient client, BsonValue mode, BsonDocument fields) =>
        client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument
        {
            { "configureFailPoint", "failCommand" }, { "mode", mode }, { "data", fields },
        });

    /// <summary>A way to fail that is set.</summary>
    public sealed class FailPoint(MongoClient client, int before) : IAsyncDisposable
    {
        /// <summary>Waits until a command has got there.</summary>
        public Task HitAsync() => client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument
        {
            { "waitForFailPoint", "failCommand" }, { "timesEntered", before + 1 },
            { "maxTimeMS", (int)Patience.TotalMilliseconds },
        });

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await SetAsync(client, "off", []);
            client.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _connectionString = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;
        if (_connectionString is null && FindProgram() is { } program)
            _connectionString = await StartAsync(program);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder?.Dispose();
    }

    private static string? FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "mongod.exe" : "mongod"))
        .FirstOrDefault(File.Exists);

    private async Task<string> StartAsync(string program)
    {
        _folder = new TempFolder();
        var port = ServerProcess.FreePort();
        _process = Process.Start(new ProcessStartInfo(
            program, ["--replSet", "wallet-test", "--port", $"{port}", "--bind_ip", "127.0.0.1", "--dbpath",
            _folder.Path, "--logpath", _folder.File("mongod.log"), "--setParameter", "enableTestCommands=1",
            "--journalCommitInterval", "2"]))!;

        // The only member initiates the set and elects itself; the driver waits for both.
        using var member = new MongoClient(
            $"mongodb://127.0.0.1:{port}/?directConnection=true&serverSelectionTimeoutMS={Patience.TotalMilliseconds}");
        var set = new BsonDocument
        {
            { "_id", "wallet-test" },
            { "members", new BsonArray { new BsonDocument { { "_id", 0 }, { "host", $"127.0.0.1:{port}" } } } },
        };
        await member.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("replSetInitiate", set));
        var connectionString =
            $"mongodb://127.0.0.1:{port}/?replicaSet=wallet-test&serverSelectionTimeoutMS={Patience.TotalMilliseconds}";
        using var client = new MongoClient(connectionString);
        await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1));
        return connectionString;
    }
}
