using MongoDB.Bson;
using Wallet.Core;
using Wallet.Ledger.Sqlite.Tests;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>A history that moves from SQLite to a real MongoDB, to another one, and back.</summary>
public sealed class ThroughMongoCopyProperties(RealMongoServer server) : CopyProperties, IClassFixture<RealMongoServer>
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Func<ICopyStore>> Way()
    {
        var connection = server.RequireConnectionString();
        return
        [
            static () => new SqliteCopyStore(), () => new MongoCopyStore(connection),
            () => new MongoCopyStore(connection), static () => new SqliteCopyStore(),
        ];
    }
}

/// <summary>Copies out of a real MongoDB.</summary>
public sealed class FromMongoCopyProperties(RealMongoServer server) : CopyProperties, IClassFixture<RealMongoServer>
{
    private string Connection => server.RequireConnectionString();

    /// <inheritdoc/>
    protected override IReadOnlyList<Func<ICopyStore>> Way() =>
        [() => new MongoCopyStore(Connection), static () => new SqliteCopyStore()];

    [Fact]
    public async Task A_source_that_is_written_to_meanwhile_does_not_become_a_ledger()
    {
        await using var from = new MongoCopyStore(Connection);
        await using var to = new MongoCopyStore(Connection);
        await FillAsync(from);
        await using var source = await from.OpenSourceAsync();
        var served = await from.OpenAsync(new FakeTime());
        await using var target = new WatchedTarget(await to.OpenTargetAsync(), () => served.Ledger.CommitAsync(
            [Commands.Transfer(Commands.Wallet("alice"), Commands.Wallet("nobody"), 1)]).AsTask());
        var refused = await Assert.ThrowsAsync<LedgerStartException>(new LedgerCopy(source, target).RunAsync);
        Assert.Contains("written to", refused.Message, StringComparison.Ordinal);
        await served.CloseAsync();
        await Assert.ThrowsAsync<LedgerStartException>(() => to.OpenAsync(new FakeTime()));
    }

    [Fact]
    public async Task Of_two_copies_into_one_database_one_fails()
    {
        await using var from = new MongoCopyStore(Connection);
        await using var to = new MongoCopyStore(Connection);
        await FillAsync(from);
        await using var source = await from.OpenSourceAsync();
        await using var other = await from.OpenSourceAsync();
        var once = true;
        await using var target = new WatchedTarget(await to.OpenTargetAsync(), async () =>
        {
            if (!once)
                return;
            once = false;
            await using var second = await to.OpenTargetAsync();
            Assert.True((await new LedgerCopy(other, second).RunAsync()).IsComplete);
        });
        var refused = await Assert.ThrowsAsync<LedgerStartException>(new LedgerCopy(source, target).RunAsync);
        Assert.Contains("Another process", refused.Message, StringComparison.Ordinal);
        var ledger = await to.OpenAsync(new FakeTime());
        Assert.Empty((await to.AuditAsync()).Violations);
        await ledger.CloseAsync();
    }

    [Fact]
    public async Task A_database_with_something_else_in_it_is_refused()
    {
        await using var from = new MongoCopyStore(Connection);
        await using var to = new MongoCopyStore(Connection);
        await FillAsync(from);
        await to.Collection("users").InsertOneAsync(
            new BsonDocument("_id", 1), cancellationToken: TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<LedgerStartException>(() => TryMoveAsync(from, to, int.MaxValue));
        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wallets", "alice@wallet", "balance", 1L)]
    [InlineData("wallets", "alice@wallet", "sequence", 1L)]
    [InlineData("wallets", "alice@wallet", "lastDebit", 1L)]
    [InlineData("wallets", "alice@wallet", "balance", "rubbish")]
    [InlineData("entries", null, "amount", 31L)]
    [InlineData("entries", null, "counterparty", "nobody@wallet")]
    [InlineData("keys", null, "transfer.amount", 31L)]
    [InlineData("keys", null, "transfer.receiverSequence", 9L)]
    [InlineData("keys", null, "outcome", 43)]
    [InlineData("keys", null, "outcome", 0)]
    [InlineData("keys", null, "operation", 300)]
    public async Task What_is_damaged_does_not_become_a_ledger(
        string collection, string? id, string field, object value)
    {
        await using var from = new MongoCopyStore(Connection);
        await using var to = new SqliteCopyStore();
        await FillAsync(from);
        var changed = await from.Collection(collection).UpdateOneAsync(
            id is null ? [] : new BsonDocument("_id", id),
            new BsonDocument("$set", new BsonDocument(field, BsonValue.Create(value))), null,
            TestContext.Current.CancellationToken);
        Assert.Equal(1, changed.MatchedCount);
        try
        {
            Assert.False((await TryMoveAsync(from, to, int.MaxValue))!.IsComplete);
        }
        catch (LedgerStartException e)
        {
            Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        }

        if (File.Exists(to.Path))
            await Assert.ThrowsAsync<LedgerStartException>(() => to.OpenAsync(new FakeTime()));
    }

    // Has something happen before each slice is written.
    private sealed class WatchedTarget(ICopyTarget target, Func<Task> before) : ICopyTarget
    {
        public Task<CopyState> BeginAsync(CopyState start, string currency) => target.BeginAsync(start, currency);

        public async Task WriteAsync(CopySlice slice, CopyState state)
        {
            await before();
            await target.WriteAsync(slice, state);
        }

        public Task IndexAsync(IProgress<AuditProgress>? progress = null) => target.IndexAsync(progress);

        public Task<ICopySource> ReadBackAsync() => target.ReadBackAsync();

        public Task CompleteAsync() => target.CompleteAsync();

        public ValueTask DisposeAsync() => target.DisposeAsync();
    }
}
