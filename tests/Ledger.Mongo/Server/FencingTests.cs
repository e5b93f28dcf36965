using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// Committers that die or freeze in the middle of a transaction, on a real server: on any other, an open transaction
/// would hold nobody up.
/// </summary>
public sealed class FencingTests(RealMongoServer server) : IClassFixture<RealMongoServer>, IAsyncLifetime
{
    // What whoever has nothing to do with the stuck wallets waits at most; the server itself would take a minute.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly string _database = $"wallet-test-{Guid.NewGuid():N}";
    private readonly List<MongoLedger> _ledgers = [];
    private MongoClient? _client;
    private WalletId _ada, _bob, _eve;

    private IMongoDatabase Database => _client!.GetDatabase(_database);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _client = new MongoClient(server.RequireConnectionString());
        var ledger = await OpenAsync("first");
        (_ada, _bob, _eve) = (await ledger.RegisterWalletAsync("ada"), await ledger.RegisterWalletAsync("bob"),
            await ledger.RegisterWalletAsync("eve"));
        await ledger.CommitAsync(
            [Commands.Deposit(_ada, 1000), Commands.Deposit(_bob, 1000), Commands.Deposit(_eve, 1000)]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var ledger in _ledgers)
            await ledger.DisposeAsync();
        if (_client is not null)
            await _client.DropDatabaseAsync(_database);
        _client?.Dispose();
    }

    [Fact]
    public async Task A_frozen_committer_is_fenced_off_and_its_transaction_holds_nobody_up()
    {
        var frozen = await OpenAsync("frozen");
        frozen.BeginEpoch();
        await frozen.CommitAsync([Commands.Transfer(_ada, _bob, 1)]);
        var next = await OpenAsync("next");
        Task<IReadOnlyList<Decision>> late;
        await using (var freezing = await FreezeAsync("commitTransaction", "frozen"))
        {
            late = frozen.CommitAsync([Commands.Transfer(_ada, _bob, 10)]).AsTask();
            await freezing.HitAsync();

            next.BeginEpoch();
            var start = Stopwatch.GetTimestamp();
            var decision = Assert.Single(await next.CommitAsync([Commands.Transfer(_ada, _bob, 100)]));
            Assert.Equal(OutcomeCode.Committed, decision.Code);
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Soon);
        }

        // Its commit was sent and came too late; it can't know that, and learns it when it asks again.
        Assert.Equal(LedgerFailure.Unknown, (await Assert.ThrowsAsync<LedgerException>(() => late)).Failure);
        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<LedgerFencedException>(async () =>
                await frozen.CommitAsync([Commands.Transfer(_ada, _bob, 1000)]));
        Assert.Equal(899, await next.BalanceAsync(_ada));
        Assert.Empty((await AuditAsync()).Violations);
    }

    [Fact]
    public async Task Who_was_fenced_off_takes_over_again_when_it_begins_again()
    {
        var (one, other) = (await OpenAsync("one"), await OpenAsync("other"));
        foreach (var ledger in (MongoLedger[])[one, other, one])
        {
            ledger.BeginEpoch();
            Assert.Equal(
                OutcomeCode.Committed,
                Assert.Single(await ledger.CommitAsync([Commands.Transfer(_ada, _bob, 1)])).Code);
        }

        await Assert.ThrowsAsync<LedgerFencedException>(async () =>
            await other.CommitAsync([Commands.Transfer(_ada, _bob, 1)]));
        Assert.Equal(997, await one.BalanceAsync(_ada));
        var settings = await Database.GetCollection<BsonDocument>("settings").Find(Preparation.OfLedger)
            .SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, settings["epoch"].AsInt64);
        Assert.Single(settings["sessions"].AsBsonArray);
    }

    [Fact]
    public async Task An_operators_command_does_not_fence_off_the_committer()
    {
        var (committer, guest) = (await OpenAsync("committer"), await OpenAsync("guest"));
        committer.BeginEpoch();
        foreach (var ledger in (MongoLedger[])[committer, guest, committer])
            Assert.Equal(
                OutcomeCode.Committed,
                Assert.Single(await ledger.CommitAsync([Commands.Transfer(_ada, _bob, 1)])).Code);
    }

    [Fact]
    public async Task A_committer_that_fails_to_end_the_session_before_it_leaves_that_to_its_next_batch()
    {
        using var stuck = await OpenTransactionAsync(_ada);
        await Database.GetCollection<BsonDocument>("settings").UpdateOneAsync(
            Preparation.OfLedger,
            new BsonDocument("$addToSet", new BsonDocument("sessions", stuck.ServerSession.Id["id"])),
            null, TestContext.Current.CancellationToken);
        await using var _ = await server.FailAsync(new BsonDocument
        {
            { "failCommands", new BsonArray { "killSessions" } }, { "closeConnection", true },
        }, times: 1);
        var next = await OpenAsync("next");
        next.BeginEpoch();

        Assert.Equal(LedgerFailure.Unavailable, (await Assert.ThrowsAsync<LedgerException>(async () =>
            await next.CommitAsync([Commands.Transfer(_ada, _bob, 100)]))).Failure);
        Assert.Equal(
            OutcomeCode.Committed, Assert.Single(await next.CommitAsync([Commands.Transfer(_ada, _bob, 100)])).Code);
    }

    // A guest has no epoch, so nobody ends its session: its wallets are stuck, and only they.
    [Fact]
    public async Task A_transaction_that_is_stuck_elsewhere_costs_only_those_whose_wallets_it_holds()
    {
        using var stuck = await OpenTransactionAsync(_eve);
        var ledger = await OpenAsync("committer");
        ledger.BeginEpoch();
        await using var committer = new GroupCommitter(ledger, TimeProvider.System);

        var start = Stopwatch.GetTimestamp();
        var innocent = Enumerable.Range(0, 100).Select(_ => committer.CommitAsync(Commands.Transfer(_ada, _bob, 1)));
        var guilty = committer.CommitAsync(Commands.Transfer(_ada, _eve, 1));
        var decisions = await Task.WhenAll(innocent.ToList());

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Soon);
        Assert.All(decisions, static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal(OutcomeCode.Unavailable, (await guilty).Code);
        await stuck.AbortTransactionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            OutcomeCode.Committed, (await committer.CommitAsync(Commands.Transfer(_ada, _eve, 1))).Code);
    }

    private async Task<MongoLedger> OpenAsync(string name)
    {
        var ledger = await MongoLedger.OpenAsync(
            Options(name), TimeProvider.System, TestContext.Current.CancellationToken);
        _ledgers.Add(ledger);
        return ledger;
    }

    // A transaction that has written a wallet, and that nobody goes on with.
    private async Task<IClientSessionHandle> OpenTransactionAsync(WalletId wallet)
    {
        var session = await _client!.StartSessionAsync(null, TestContext.Current.CancellationToken);
        session.StartTransaction();
        await Database.GetCollection<BsonDocument>("wallets").UpdateOneAsync(
            session, new BsonDocument("_id", wallet.Value), new BsonDocument("$set", new BsonDocument("frozen", true)),
            null, TestContext.Current.CancellationToken);
        return session;
    }

    private MongoLedgerOptions Options(string name) => new()
    {
        ConnectionString = server.RequireConnectionString() + $"&appName={name}",
        Database = _database,
    };

    private Task<AuditReport> AuditAsync() =>
        MongoAudit.RunAsync(Options("audit"), cancellation: TestContext.Current.CancellationToken);

    private Task<MongoFailPoint> FreezeAsync(string command, string application) =>
        MongoFailPoint.HoldAsync(server.RequireConnectionString(), command, application);
}
