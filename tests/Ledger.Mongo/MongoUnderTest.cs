using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A MongoDB ledger in a database of its own, on whatever server the connection string names.</summary>
internal sealed class MongoUnderTest : ILedgerUnderTest
{
    // What a ledger decides is no question of time here, and the machine may have other work; deadlines have tests of
    // their own.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A real server has the real time, and tests may be a year ahead of it; what has to be refused is further ahead
    // than that.
    private static readonly TimeSpan MaxClockLead = TimeSpan.FromDays(20_000);

    private readonly TimeProvider _time;
    private readonly IAsyncDisposable? _server;
    private MongoLedger _ledger;

    private MongoUnderTest(MongoLedgerOptions options, TimeProvider time, IAsyncDisposable? server, MongoLedger ledger)
    {
        Options = options;
        _time = time;
        _server = server;
        _ledger = ledger;
    }

    /// <summary>How it was opened.</summary>
    public MongoLedgerOptions Options { get; }

    /// <summary>Our own fake that it is on; null on a real server.</summary>
    public FakeMongoServer? Fake => _server as FakeMongoServer;

    public ILedger Ledger => _ledger;

    public IUserStore Users => _ledger;

    public IOperatorStore Operators => _ledger;

    public IHoldStore Holds => _ledger;

    public ISpendingStore Spending => _ledger;

    public IPaymentRequestStore Requests => _ledger;

    /// <summary>Opens a new ledger.</summary>
    /// <param name="connectionString">The server.</param>
    /// <param name="time">The ledger's clock.</param>
    /// <param name="server">What goes away with the ledger; on a server that stays, the database is dropped.</param>
    public static async Task<MongoUnderTest> OpenAsync(
        string connectionString, TimeProvider time, IAsyncDisposable? server = null) =>
        await OpenAsync(New(connectionString), time, server);

    /// <summary>Opens a new ledger on our own fake of the wire protocol.</summary>
    public static async Task<MongoUnderTest> OpenOnFakeAsync(TimeProvider time)
    {
        var fake = new FakeMongoServer(clock: () => time.GetUtcNow());
        return await OpenAsync(fake.ConnectionString, time, fake);
    }

    /// <summary>Opens a ledger.</summary>
    public static async Task<MongoUnderTest> OpenAsync(
        MongoLedgerOptions options, TimeProvider time, IAsyncDisposable? server = null) =>
        new(options, time, server, await MongoLedger.OpenAsync(options, time));

    /// <summary>A database of its own.</summary>
    public static MongoLedgerOptions New(string connectionString) => new()
    {
        ConnectionString = connectionString,
        Database = $"wallet-test-{Guid.NewGuid():N}",
        Timeout = Patience,
        MaxClockLead = MaxClockLead
    };

    public ILedgerOperator Operator => new MongoOperator(Options, _time);

    public ValueTask CloseAsync() => _ledger.DisposeAsync();

    public async Task ReopenAsync()
    {
        await CloseAsync();
        _ledger = await MongoLedger.OpenAsync(Options, _time);
    }

    public async Task<IReadOnlyList<string>> AuditAsync() =>
        [.. (await MongoAudit.RunAsync(Options)).Violations.Select(static violation => violation.ToString())];

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            return;
        }

        using var client = new MongoClient(Options.ConnectionString);
        await client.DropDatabaseAsync(Options.Database);
    }
}
