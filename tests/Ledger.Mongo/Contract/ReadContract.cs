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

    [Fact]
    public async Task Everything_else_is_read_as_a_majority_has_it()
    {
        var command = Commands.Transfer(Ada, Bob, 1);
        await Ledger.CommitAsync([command]);
        Fake.Forget();

        await Ledger.FindKeyAsync(Ada, command.Key);
        await Ledger.FindTransferAsync(command.ProposedId);
        await Ledger.ReadHistoryAsync(
            Ada, new HistoryQuery(10, From: new Timestamp(0), To: new Timestamp(long.MaxValue)));
        await Ledger.FindByEmailAsync(People.Email("ada@example.org"));

        Assert.Equal(
            [
                "find keys", "find transfers", "find transfers", "find entries", "find entries", "find entries",
                "find users",
            ],
            Fake.Received.Select(static received => received.Summary));
        Assert.All(Fake.Received, static received => Assert.Equal("majority", received.Body["readConcern"]["level"]));
        Assert.All(Fake.Received, static received => Assert.True(received.Body.Contains("maxTimeMS")));
    }

    // The fake refuses a query that the index it names does not serve as one range.
    [Theory]
    [InlineData(null, "wallet_sequence")]
    [InlineData(Direction.Debit, "wallet_direction_sequence")]
    public async Task A_page_of_history_is_one_query_of_one_range_of_one_index(Direction? direction, string index)
    {
        await Ledger.CommitAsync([.. Enumerable.Range(0, 300).Select(_ => Commands.Transfer(Ada, Bob, 1))]);
        Fake.Forget();

        var page = await Ledger.ReadHistoryAsync(Ada, new HistoryQuery(Limits.MaxPageSize, Direction: direction));
        Assert.Equal(Limits.MaxPageSize, page.Entries.Count);

        var find = Assert.Single(Fake.Received);
        Assert.Equal(index, find.Body["hint"]);
        Assert.Equal(Limits.MaxPageSize + 1, find.Body["limit"]);
    }

    [Fact]
    public async Task A_limit_in_time_is_found_at_the_edge_of_an_index()
    {
        await Ledger.ReadHistoryAsync(Ada, new HistoryQuery(10, From: new Timestamp(0)));

        Assert.Equal("wallet_createdAt_sequence", Fake.Received[0].Body["hint"]);
        Assert.Equal(1, Fake.Received[0].Body["limit"]);
    }

    // Its place in the chain is not known before it is there, and a page is not read in a transaction.
    [Fact]
    public async Task A_first_entry_that_is_written_between_the_two_queries_is_not_on_a_page_that_ends_before_it()
    {
        var eve = await Ledger.RegisterWalletAsync("eve");
        var queries = 0;
        Fake.On(command => command.Summary == "find entries" && ++queries == 2
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
        Fake.OnNext("update wallets", WireFault.CloseAfter);

        Assert.True(await Ledger.SetFrozenAsync(Ada, true));

        Assert.Equal(2, Fake.Received.Count);
        Assert.All(Fake.Received, static update => Assert.Equal("majority", update.Body["writeConcern"]["w"]));
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
        await ledger.FindWalletAsync(Ada);
        await ledger.SetFrozenAsync(Ada, true);

        Assert.Equal("linearizable", Fake.Received[0].Body["readConcern"]["level"]);
        Assert.Equal(new BsonDocument("w", "majority"), Fake.Received[1].Body["writeConcern"]);
        Assert.NotNull(Fake.Received[1].TxnNumber);
    }
}
