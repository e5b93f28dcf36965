using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What a start sends, and which servers and databases it refuses.</summary>
public sealed class StartContract : IAsyncDisposable
{
    private readonly FakeMongoServer _fake = new();

    [Fact]
    public async Task A_start_makes_settings_collections_indexes_and_the_house_s_wallets()
    {
        await OpenAndCloseAsync();

        Assert.Equal(
            [
                "findAndModify settings", "createIndexes users", "createIndexes entries", "createIndexes keys",
                "createIndexes openHolds", "createIndexes operatorActs", "createIndexes operatorKeys",
                "createIndexes paymentRequests", "create operatorActs", "create requestBlocks", "find users",
                "update wallets", "update wallets",
            ],
            _fake.Received.Select(static command => command.Summary));
        var indexes = _fake.Received.Where(static command => command.Name == "createIndexes")
            .SelectMany(static command => command.Body["indexes"].AsBsonArray);
        const string Exists = """{ "$exists" : true }""";
        Assert.Equal(
            [
                """{ "key" : { "email" : 1 }, "unique" : true, "name" : "email" }""",
                """{ "key" : { "wallet" : 1 }, "unique" : true, "name" : "wallet" }""",
                """
                { "key" : { "_id.wallet" : 1, "direction" : 1, "_id.sequence" : 1 },
                """.TrimEnd() + """ "name" : "wallet_direction_sequence" }""",
                """
                { "key" : { "_id.wallet" : 1, "createdAt" : 1, "_id.sequence" : 1 },
                """.TrimEnd() + """ "name" : "wallet_createdAt_sequence_of_marks", "of" : { "mark" : true } }""",
                """{ "key" : { "transfer.id" : 1 }, "unique" : true, "name" : "transfer", "sparse" : true }""",
                """{ "key" : { "link" : 1 }, "name" : "link", """
                + $$$"""{{{"\"of\""}}} : { "link" : {{{Exists}}}, "transfer.id" : {{{Exists}}} } }""",
                """{ "key" : { "transfer.hold.payer" : 1, "transfer.id" : 1 }, "name" : "holds_payer", """
                + "\"of\" : { \"operation\" : 5 } }",
                """{ "key" : { "transfer.hold.receiver" : 1, "transfer.id" : 1 }, "name" : "holds_receiver", """
                + "\"of\" : { \"operation\" : 5 } }",
                """{ "key" : { "expiresAt" : 1, "_id" : 1 }, "name" : "expiresAt" }""",
                """{ "key" : { "payer" : 1, "_id" : 1 }, "name" : "payer" }""",
                """{ "key" : { "target" : 1, "_id" : 1 }, "name" : "target" }""",
                """{ "key" : { "digest" : 1 }, "unique" : true, "name" : "digest" }""",
                """{ "key" : { "payee" : 1, "key" : 1 }, "unique" : true, "name" : "key" }""",
                """{ "key" : { "payee" : 1, "_id" : 1 }, "name" : "payee" }""",
                """{ "key" : { "payer" : 1, "_id" : 1 }, "name" : "payer" }""",
                """{ "key" : { "payee" : 1, "expiresAt" : 1 }, "name" : "open", "of" : { "state" : 1 } }""",
            ],
            indexes.Select(static index => Sorted(index.AsBsonDocument).ToString()));
        Assert.All(_fake.Received.Where(static command => command.Name != "find"), static command =>
            Assert.Equal("majority", command.Body["writeConcern"]["w"]));
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        await OpenAndCloseAsync();
        var (settings, wallets) = (_fake.Documents("settings"), _fake.Documents("wallets"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAndCloseAsync()));

        Assert.Equal(settings, _fake.Documents("settings"));
        Assert.Equal(wallets, _fake.Documents("wallets"));
        Assert.Equal([WalletId.Escrow.Value, WalletId.Issuer.Value],
            wallets.Select(static wallet => wallet["_id"].AsString).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_without_a_replica_set_is_refused_in_one_line()
    {
        await using var alone = new FakeMongoServer(isStandalone: true);

        var refusal = await RefusalAsync(alone.ConnectionString);

        Assert.Contains("replica set", refusal, StringComparison.Ordinal);
        Assert.Contains(alone.Address, refusal, StringComparison.Ordinal);
        Assert.Empty(alone.Received);
    }

    [Fact]
    public async Task A_clock_that_is_far_ahead_of_the_servers_is_refused_in_one_line_and_nothing_is_written()
    {
        await using var behind = new FakeMongoServer(clock: static () => DateTimeOffset.UtcNow.AddYears(-1));

        var refusal = await RefusalAsync(behind.ConnectionString);

        Assert.Contains("by the clock of the MongoDB server it is", refusal, StringComparison.Ordinal);
        Assert.Empty(behind.Received);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_refused_in_one_line_without_the_password()
    {
        var address = _fake.Address;
        await _fake.DisposeAsync();

        var refusal = await RefusalAsync($"mongodb://teller:s3cret@{address}/wallet?replicaSet=rs0", seconds: 1);

        Assert.Contains(address, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:27017")]
    [InlineData("postgres://teller:s3cret@127.0.0.1/wallet")]
    [InlineData("mongodb://teller:s3cret@127.0.0.1:port/wallet")]
    [InlineData("mongodb://teller:s3cret@127.0.0.1/wallet?retryWrites=perhaps")]
    public Task A_connection_string_that_is_none_is_refused_in_one_line_without_the_password(string connectionString) =>
        RefusalAsync(connectionString);

    // Deadlines nest: ledger transaction 5 s, grain call 10 s, gate 30 s.
    [Fact]
    public void A_transaction_has_five_seconds() =>
        Assert.Equal(TimeSpan.FromSeconds(5), new MongoLedgerOptions { ConnectionString = "" }.Timeout);

    [Fact]
    public async Task A_newer_format_is_refused()
    {
        await OpenAndCloseAsync();
        SetSetting("format", 4);

        Assert.Contains("format 4", await RefusalAsync(_fake.ConnectionString), StringComparison.Ordinal);
        await Assert.ThrowsAsync<LedgerStartException>(() =>
            MongoAudit.RunAsync(Options(_fake.ConnectionString), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_currency_is_refused()
    {
        await OpenAndCloseAsync();
        SetSetting("currency", "EUR");

        Assert.Contains("EUR", await RefusalAsync(_fake.ConnectionString), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_no_ledger_is_refused()
    {
        _fake.Damage("settings", static settings =>
            settings.With(new BsonDocument { { "_id", "ledger" }, { "theme", "dark" } }));

        await RefusalAsync(_fake.ConnectionString);
    }

    [Fact]
    public async Task An_audit_makes_no_ledger_where_there_is_none()
    {
        await Assert.ThrowsAsync<LedgerStartException>(() =>
            MongoAudit.RunAsync(Options(_fake.ConnectionString), cancellation: TestContext.Current.CancellationToken));

        Assert.All(_fake.Received, static command => Assert.Equal("find", command.Name));
    }

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    private static MongoLedgerOptions Options(string connectionString, double seconds = 30) =>
        new() { ConnectionString = connectionString, Timeout = TimeSpan.FromSeconds(seconds) };

    private static async Task<string> RefusalAsync(string connectionString, double seconds = 30)
    {
        var refusal = await Assert.ThrowsAsync<LedgerStartException>(() =>
            MongoLedger.OpenAsync(Options(connectionString, seconds), TimeProvider.System));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain("s3cret", refusal.ToString(), StringComparison.Ordinal);
        return refusal.Message;
    }

    private static BsonDocument Sorted(BsonDocument index) =>
        new(new[] { "key", "unique", "name", "sparse", "partialFilterExpression" }.Where(index.Contains)
            .Select(name => new BsonElement(name == "partialFilterExpression" ? "of" : name, index[name])));

    private async Task OpenAndCloseAsync()
    {
        await using var ledger = await MongoLedger.OpenAsync(Options(_fake.ConnectionString), TimeProvider.System);
    }

    private void SetSetting(string name, BsonValue value) => _fake.Damage("settings", settings =>
        settings.With(new BsonDocument(settings.Documents["ledger"]) { [name] = value }));
}
