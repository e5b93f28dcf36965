using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What reads ask of the server.</summary>
public sealed class ReadContract : WireContract
{
    [Fact]
    public async Task A_balance_is_read_linearizably_from_the_primary_by_its_id_within_a_time_limit()
    {
        await Ledger.FindWalletAsync(Ada);

        var find = Assert.Single(Fake.Received);
        Assert.Equal("linearizable", find.Body["readConcern"]["level"]);
        Assert.Equal(new BsonDocument("_id", Ada.Value), find.Body["filter"]);
        Assert.Equal("primary", find.Body.GetValue("$readPreference", new BsonDocument("mode", "primary"))["mode"]);
        Assert.InRange(find.Body["maxTimeMS"].ToInt64(), 1, (long)Timeout.TotalMilliseconds);
    }

    [Fact]
    public async Task Readiness_asks_for_a_majority()
    {
        Assert.True(await Ledger.IsReadyAsync());

        Assert.Equal("linearizable", Assert.Single(Fake.Received).Body["readConcern"]["level"]);
    }

    // A primary that was cut off, or has only just become one, may not have what was acknowledged.
    [Fact]
    public async Task All_that_is_about_money_or_revocation_is_read_linearizably()
    {
        var command = Commands.Transfer(Ada, Bob, 1);
        await Ledger.CommitAsync([command]);
        var user = (await Ledger.FindByEmailAsync(People.Email("ada@example.org")))!;
        Fake.Forget();

        await Ledger.FindKeyAsync(Ada, command.Key);
        await Ledger.FindTransferAsync(command.ProposedId);
        await Ledger.FindByEmailAsync(user.Email);
        await Ledger.FindAsync(user.Id);
        await Ledger.FindByWalletAsync(user.Wallet);

        Assert.Equal(
            ["find keys", "find keys", "find users", "find users", "find users"],
            Fake.Received.Select(static received => received.Summary));
        Assert.All(Fake.Received, static received =>
            Assert.Equal("linearizable", received.Body["readConcern"]["level"]));
        Assert.All(Fake.Received, static received => Assert.True(received.Body.Contains("maxTimeMS")));
    }

    // The server has no linearizable reads of many documents.
    [Fact]
    public async Task A_page_sees_all_that_a_linearizable_read_before_it_has_seen()
    {
        await Ledger.ReadHistoryAsync(
            Ada, new HistoryQuery(10, From: new Timestamp(0), To: new Timestamp(long.MaxValue)));

        AssertFollowsALinearizableRead("find wallets");
        Assert.Equal("find keys", Fake.Received[^1].Summary);
    }

    [Fact]
    public async Task Neither_is_a_balance_at_a_moment_nor_a_statement_behind_what_was_acknowledged()
    {
        await Ledger.CommitAsync([.. Enumerable.Range(0, 100).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        Fake.Forget();

        await Ledger.FindWalletAtAsync(Ada, new Timestamp(long.MaxValue - 1));
        AssertFollowsALinearizableRead("find wallets");
        Fake.Forget();
        await Ledger.FindStatementAsync(Ada, new Timestamp(0), new Timestamp(long.MaxValue));
        AssertFollowsALinearizableRead("find wallets");
        Fake.Forget();
        Assert.Equal(90, (await Ledger.ReadEntriesAsync(Ada, 2, 91)).Count);
        AssertFollowsALinearizableRead("find settings");
        Assert.Equal([(Indexes.ById, 90), (Indexes.ByTransfer, 90)], Fake.Received.Skip(1).Select(static received =>
            (received.Body["hint"].AsString, received.Body["limit"].ToInt32())));
    }

    private void AssertFollowsALinearizableRead(string read)
    {
        Assert.Equal(read, Fake.Received[0].Summary);
        Assert.Equal("linearizable", Fake.Received[0].Body["readConcern"]["level"]);
        Assert.NotEmpty(Fake.Received.Skip(1));
        Assert.All(Fake.Received.Skip(1), received =>
        {
            Assert.Contains(received.Summary, (string[])["find entries", "find keys"]);
            Assert.Equal(Fake.Received[0].Session, received.Session);
            Assert.Equal("majority", received.Body["readConcern"]["level"]);
            Assert.Equal(FakeMongoServer.OperationTime, received.Body["readConcern"]["afterClusterTime"]);
            Assert.True(received.Body.Contains("maxTimeMS"));
        });
    }

    // The fake refuses a query that the index it names does not serve as one range.
    [Theory]
    [InlineData(null, "_id_")]
    [InlineData(Direction.Debit, "wallet_direction_sequence")]
    public async Task A_page_of_history_is_one_query_of_one_range_of_one_index(Direction? direction, string index)
    {
        await Ledger.CommitAsync([.. Enumerable.Range(0, 300).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        Fake.Forget();

        var page = await Ledger.ReadHistoryAsync(Ada, new HistoryQuery(Limits.MaxPageSize, Direction: direction));
        Assert.Equal(Limits.MaxPageSize, page.Entries.Count);

        var find = Assert.Single(Fake.Received, static received => received.Summary == "find entries");
        Assert.Equal(index, find.Body["hint"]);
        Assert.Equal(Limits.MaxPageSize + 1, find.Body["limit"]);
        // What moved the money is one query more, for all of the page.
        var keys = Assert.Single(Fake.Received, static received => received.Summary == "find keys");
        Assert.Equal(Indexes.ByTransfer, keys.Body["hint"]);
    }

    [Fact]
    public async Task What_is_sifted_are_few_queries_of_ranges_that_have_an_end()
    {
        await Ledger.CommitAsync([.. Enumerable.Range(0, 500).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        await Ledger.CommitAsync([.. Enumerable.Range(0, 500).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        await Ledger.CommitAsync([.. Enumerable.Range(0, 500).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        Fake.Forget();

        var page = await Ledger.ReadHistoryAsync(
            Ada, new HistoryQuery(10, Counterparty: Commands.Wallet("nobody")));

        Assert.Empty(page.Entries);
        Assert.NotNull(page.NextBeforeSequence);
        // No transfer is looked up of what nobody asked for.
        Assert.Equal(
            ["find wallets", .. Enumerable.Repeat("find entries", Limits.MaxExamined / Limits.MaxPageSize)],
            Fake.Received.Select(static received => received.Summary));
    }

    [Fact]
    public async Task A_limit_in_time_is_found_near_a_mark()
    {
        await Ledger.CommitAsync([.. Enumerable.Range(0, 300).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        Fake.Forget();

        await Ledger.ReadHistoryAsync(Ada, new HistoryQuery(10, From: new Timestamp(0)));

        Assert.Equal(
            [
                (Indexes.Marks, 1), (Indexes.ById, EntryDocument.MarkEvery), (Indexes.ById, 11),
                (Indexes.ByTransfer, 10),
            ],
            Fake.Received.Skip(1).Select(static received =>
                (received.Body["hint"].AsString, received.Body["limit"].ToInt32())));
    }

    // Its place in the chain is not known before it is there, and a page is not read in a transaction.
    [Fact]
    public async Task A_first_entry_that_is_written_between_the_queries_is_not_on_a_page_that_ends_before_it()
    {
        var eve = await Ledger.RegisterWalletAsync("eve");
        var queries = 0;
        Fake.On(command => command.Summary == "find entries" && ++queries == 3
            ? WireFault.After(async () => await Ledger.CommitAsync([Commands.Transfer(Ada, eve, 1)]))
            : null);

        var page = await Ledger.ReadHistoryAsync(eve, new HistoryQuery(10, To: new Timestamp(0)));

        Assert.Empty(page.Entries);
        Assert.Null(page.NextBeforeSequence);
        Assert.Single((await Ledger.ReadHistoryAsync(eve, new HistoryQuery(10))).Entries);
    }

    [Fact]
    public async Task Writes_outside_of_transactions_wait_for_a_majority_and_can_be_repeated()
    {
        var user = (await Ledger.FindByEmailAsync(People.Email("ada@example.org")))!;
        Fake.Forget();
        Fake.OnNext("update users", WireFault.CloseAfter);

        Assert.True(await Ledger.ReplacePinAsync(user.Id, user.Pin, People.Hash()));

        Assert.Equal(2, Fake.Received.Count);
        Assert.All(Fake.Received, static update => Assert.Equal(
            new BsonDocument { { "w", "majority" }, { "j", true } }, update.Body["writeConcern"]));
        Assert.True(Fake.Received[0].IsOfSameTransaction(Fake.Received[1]));
    }

    // The connection string may come from somebody who tuned another application.
    [Fact]
    public async Task The_connection_string_does_not_weaken_what_the_ledger_promises()
    {
        const string Weak =
            "?w=1&journal=false&readConcernLevel=local&readPreference=secondaryPreferred&retryWrites=false";
        await using var ledger = await OpenAgainAsync(settings: Weak);
        Fake.Forget();

        await ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]);
        AssertIsOneTransaction(Fake.Received);
        Fake.Forget();
        var user = (await ledger.FindByEmailAsync(People.Email("ada@example.org")))!;
        await ledger.ReplacePinAsync(user.Id, user.Pin, People.Hash());

        Assert.Equal("linearizable", Fake.Received[0].Body["readConcern"]["level"]);
        Assert.Equal(
            new BsonDocument { { "w", "majority" }, { "j", true } }, Fake.Received[1].Body["writeConcern"]);
        Assert.NotNull(Fake.Received[1].TxnNumber);
        Fake.Forget();

        await ledger.SetFrozenAsync(Ada, true);
        AssertIsOneTransaction(Fake.Received);
    }
}
