using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// A contract test of OUR SIDE of the wire: what the ledger sends and how it takes what comes back. The other side is
/// our own fake, so this is no substitute for a run against a server.
/// </summary>
public abstract class WireContract : IAsyncLifetime
{
    /// <summary>For what is no question of time: the machine may have other work.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private MongoLedger? _ledger;

    internal FakeMongoServer Fake { get; } = new();

    internal MongoLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger was not opened.");

    internal MongoLedgerOptions Options => new() { ConnectionString = Fake.ConnectionString, Timeout = Timeout };

    /// <summary>The ledger's deadline; tests that wait for it make it short.</summary>
    protected virtual TimeSpan Timeout => Patience;

    /// <summary>Ada, with 1,000.</summary>
    protected WalletId Ada { get; private set; }

    /// <summary>Bob, with 1,000.</summary>
    protected WalletId Bob { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using (var ledger = await OpenAgainAsync())
        {
            (Ada, Bob) = (await ledger.RegisterWalletAsync("ada"), await ledger.RegisterWalletAsync("bob"));
            await ledger.CommitAsync([Commands.Deposit(Ada, 1000), Commands.Deposit(Bob, 1000)]);
        }

        _ledger = await MongoLedger.OpenAsync(Options, TimeProvider.System);
        Fake.Forget();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Ledger.DisposeAsync();
        await Fake.DisposeAsync();
    }

    /// <summary>Opens the same ledger once more, as another process would.</summary>
    internal Task<MongoLedger> OpenAgainAsync(TimeSpan? timeout = null, string settings = "") => MongoLedger.OpenAsync(
        new MongoLedgerOptions { ConnectionString = Fake.ConnectionString + settings, Timeout = timeout ?? Patience },
        TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>Asserts that the stored documents keep the invariants.</summary>
    protected async Task AssertAuditIsCleanAsync() =>
        Assert.Empty(
            (await MongoAudit.RunAsync(Options, cancellation: TestContext.Current.CancellationToken)).Violations);

    /// <summary>The balances of Ada and Bob.</summary>
    protected async Task<(long Ada, long Bob)> BalancesAsync()
    {
        await using var ledger = await OpenAgainAsync();
        return (await ledger.BalanceAsync(Ada), await ledger.BalanceAsync(Bob));
    }

    /// <summary>What was sent since the last look, told by transaction: each is a session and a number.</summary>
    internal List<IGrouping<(BsonValue Session, long? Number), ReceivedCommand>> Transactions() =>
        [.. Fake.Received.Where(static command => command.IsInTransaction)
            .GroupBy(static command => (command.Session, command.TxnNumber))];

    /// <summary>Asserts that commands are one transaction from its start to its commit.</summary>
    internal static void AssertIsOneTransaction(IReadOnlyList<ReceivedCommand> commands)
    {
        Assert.All(commands, command =>
            Assert.True(command.IsInTransaction && command.IsOfSameTransaction(commands[0])));
        Assert.Equal(commands[0], Assert.Single(commands, static command => command.StartsTransaction));
        Assert.Equal("snapshot", commands[0].Body["readConcern"]["level"]);
        Assert.All(commands.Skip(1), static command => Assert.False(command.Body.Contains("readConcern")));
        Assert.All(commands.SkipLast(1), static command => Assert.False(command.Body.Contains("writeConcern")));
        Assert.Equal("commitTransaction", commands[^1].Name);
        Assert.Equal(
            new BsonDocument { { "w", "majority" }, { "j", true } },
            new BsonDocument(commands[^1].Body["writeConcern"].AsBsonDocument.Where(static e => e.Name != "wtimeout")));
        Assert.InRange(commands[^1].Body["maxTimeMS"].ToInt64(), 1, (long)Patience.TotalMilliseconds);
    }
}
