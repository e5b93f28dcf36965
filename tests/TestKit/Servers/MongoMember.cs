using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.TestKit;

/// <summary>One member of a <see cref="MongoServer"/>: a process with a port and data of its own.</summary>
public sealed class MongoMember : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TempFolder _folder = new();
    private readonly int _port = ServerProcess.FreePort();
    private readonly string _program, _data;
    private readonly string[] _memory;
    private readonly MongoClient _client;
    private ServerProcess? _process;

    internal MongoMember(string program, string? folder)
    {
        (_program, _data) = (program, folder ?? _folder.Path);
        _memory = folder is null ? ["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "512"] : [];
        _client = new MongoClient(
            $"mongodb://{Address}/?directConnection=true&connectTimeoutMS=2000&serverSelectionTimeoutMS=2000");
    }

    /// <summary>Host and port.</summary>
    public string Address => $"127.0.0.1:{_port}";

    /// <summary>Its process ID.</summary>
    public int Id => _process!.Id;

    /// <summary>Whether it has ended without having been told to.</summary>
    public bool IsLost => _process is { HasEnded: true };

    /// <summary>Starts it (again), with the data that it had. Returns when it answers, be it primary or not.</summary>
    public async Task StartAsync() => _process = await ServerProcess.StartAsync(
        _program,
        ["--replSet", MongoServer.SetName, "--port", _port.ToString(CultureInfo.InvariantCulture),
            "--bind_ip", "127.0.0.1", "--dbpath", _data, "--logpath", _folder.File("mongod.log"), "--logappend",
            // A commit waits for the journal; by default that would be every 100 ms.
            "--journalCommitInterval", "2", .. _memory, "--setParameter", "enableTestCommands=1"],
        async () => await AskAsync(new BsonDocument("ping", 1)) is not null);

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task StopAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Has it shut down in good order: what is under way gets a second to end.</summary>
    public async Task ShutDownAsync()
    {
        // Its connection ends before its answer.
        await AskAsync(new BsonDocument { { "shutdown", 1 }, { "force", true }, { "timeoutSecs", 1 } });
        await _process!.EndAsync();
        await StopAsync();
    }

    /// <summary>Copies its data, of one moment, into a new folder: until all is copied, it writes nothing.</summary>
    public async Task CopyAsync(string folder)
    {
        await RunAsync(new BsonDocument { { "fsync", 1 }, { "lock", true } });
        try
        {
            // What it measures of itself comes and goes all the same, and its log and its lock are not data.
            foreach (var file in Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_data, file))
                .Where(static file => !file.StartsWith("diagnostic.data", StringComparison.Ordinal)
                    && file is not ("mongod.log" or "mongod.lock")))
            {
                Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(file)!));
                File.Copy(Path.Combine(_data, file), Path.Combine(folder, file));
            }
        }
        finally
        {
            await RunAsync(new BsonDocument("fsyncUnlock", 1));
        }
    }

    /// <summary>Makes it hang: connections stay, nothing is answered.</summary>
    public Task PauseAsync() => _process!.SignalAsync("STOP");

    /// <summary>Ends the hanging.</summary>
    public Task ResumeAsync() => _process!.SignalAsync("CONT");

    /// <summary>What it answers to a command of its own database <c>admin</c>; null if it does not, or
    /// refuses.</summary>
    public async Task<BsonDocument?> AskAsync(BsonDocument command)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await RunAsync(command, patience.Token);
        }
        catch (Exception e) when (e is MongoException or TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Has it do a command of its own database <c>admin</c>.</summary>
    public Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellation = default) =>
        _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(command, ReadPreference.Nearest, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _client.Dispose();
        _folder.Dispose();
    }
}
