using MongoDB.Driver;
using Wallet.TestKit;

namespace Wallet.Torture;

/// <summary>A ledger on MongoDB: on a replica set of its own, which comes to harm, or on a server that is there
/// already, which does not.</summary>
/// <param name="where">The path of <c>mongod</c>, empty for the PATH, or a connection string.</param>
/// <param name="members">How many members a replica set of its own has.</param>
/// <param name="tally">Where harm and surprises are counted.</param>
internal sealed class MongoClusterLedger(string where, int members, Tally tally) : IClusterLedger
{
    private readonly string _database = $"wallet-torture-{Guid.NewGuid():N}";
    private readonly TempFolder _folder = new();
    private MongoServer? _server;
    private int _lost;

    /// <inheritdoc/>
    public string Address => IsServer(where)
        ? new MongoUrlBuilder(where) { DatabaseName = _database }.ToString()
        : Server.Database(_database);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IEnumerable<string> LeftOut =>
        IsServer(where) ? ["harm to the MongoDB server is left out: it is not this run's own"] : [];

    /// <inheritdoc/>
    public string Beside => _folder.Path;

    private MongoServer Server => _server ?? throw new InvalidOperationException("It has not been started.");

    /// <summary>What is missing to start it; null if nothing is.</summary>
    /// <param name="where">As for the constructor.</param>
    /// <param name="isOwn">Whether it must be a server of its own.</param>
    public static string? Missing(string where, bool isOwn) => where.Length == 0 && Binaries.Mongo is null
        ? "Not run: there is no mongod on the PATH."
        : IsServer(where)
            ? isOwn ? "Not run: that takes a mongod, and not a server that runs already." : null
            : where.Length == 0 || File.Exists(where) ? null : $"Not run: there is no {where}.";

    /// <summary>Copies the data of the primary into a new folder. Nothing is written meanwhile.</summary>
    public async Task CopyAsync(string folder) => await (await Server.PrimaryAsync()).CopyAsync(folder);

    /// <summary>Starts a server on such a copy.</summary>
    public Task<MongoServer> OpenCopyAsync(string folder) =>
        MongoServer.StartCopyAsync(folder, where.Length == 0 ? null : where);

    /// <summary>Where this ledger is in a copy.</summary>
    public string AddressIn(MongoServer copy) => copy.Database(_database);

    /// <inheritdoc/>
    public IEnumerable<IHarm> Harms(Func<Random, HostKeeper> silo) => IsServer(where)
        ? []
        :
        [
            new MemberHarm("kill -9, MongoDB's primary", 6, 500, Primary, static it => it.StopAsync(), StartAsync),
            new MemberHarm("ledger: MongoDB's primary down", 1, 8000, Primary, static it => it.StopAsync(),
                StartAsync),
            new MemberHarm("ledger: MongoDB's primary restarted", 2, 500, Primary, static it => it.ShutDownAsync(),
                StartAsync),
            // Longer than a batch waits for its server.
            new MemberHarm("SIGSTOP, MongoDB's primary", 3, 8000, Primary, static it => it.PauseAsync(),
                static it => it.ResumeAsync()),
            new ServerHarm("ledger: MongoDB's primary stepped down", 2, 3000, async () =>
                await Server.StepDownAsync(), () => Server.IsWholeAsync()),
            new HeldCommit(() => Server.ConnectionString, silo),
        ];

    /// <inheritdoc/>
    public async Task StartAsync()
    {
        if (!IsServer(where))
            _server = await MongoServer.CreateAsync(members, where.Length == 0 ? null : where);
    }

    /// <inheritdoc/>
    public async Task RecoverAsync()
    {
        if (_server is null)
            return;
        await _server.IsWholeAsync();
        if (_server.Lost - _lost is > 0 and var lost)
            tally.AddHarm("MongoDB: ended by itself, started again", lost);
        _lost = _server.Lost;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        else if (IsServer(where))
        {
            using var client = new MongoClient(where);
            await client.DropDatabaseAsync(_database);
        }

        _folder.Dispose();
    }

    private Task<MongoMember> Primary() => Server.PrimaryAsync();

    private Task StartAsync(MongoMember member)
    {
        tally.Starts.Add();
        return member.StartAsync();
    }

    private static bool IsServer(string where) => where.StartsWith("mongodb", StringComparison.Ordinal)
        && where.Contains("://", StringComparison.Ordinal);
}
