using MongoDB.Bson;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What one batch is on the wire.</summary>
public sealed class BatchContract : WireContract
{
    private static readonly string[] FourCommandsAndACommit =
        ["aggregate settings", "insert keys", "update wallets", "insert entries", "commitTransaction"];

    [Theory]
    [InlineData(1)]
    [InlineData(Limits.MaxBatch)]
    public async Task One_batch_is_one_transaction_of_four_commands_however_many_transfers_it_holds(int transfers)
    {
        await Ledger.CommitAsync([.. Enumerable.Range(0, transfers)
            .Select(i => Commands.Transfer(i % 2 == 0 ? Ada : Bob, i % 2 == 0 ? Bob : Ada, 1))]);

        Assert.Equal(FourCommandsAndACommit, Fake.Received.Select(static command => command.Summary));
        AssertIsOneTransaction(Fake.Received);
        Assert.Equal(transfers, Fake.Received[1].Body["documents"].AsBsonArray.Count);
        Assert.Equal(2, Fake.Received[2].Body["updates"].AsBsonArray.Count);
        Assert.Equal(2 * transfers, Fake.Received[3].Body["documents"].AsBsonArray.Count);
    }

    [Fact]
    public async Task A_batch_that_gives_something_back_writes_its_row_of_the_operators_log_in_the_same_transaction()
    {
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(Ada, Bob, 10))).Transfer!;
        Fake.Forget();

        await Ledger.CommitAsync([Commands.Reversal(paid, 1), Commands.Transfer(Ada, Bob, 1), Commands.Reversal(paid)]);

        AssertIsOneTransaction(Fake.Received);
        Assert.Equal(
            ["aggregate settings", "find keys", "find keys", "find operatorActs", "insert keys", "update wallets",
                "insert entries", "insert operatorActs", "commitTransaction"],
            Fake.Received.Select(static command => command.Summary));
        Assert.Equal(2, Fake.Received[7].Body["documents"].AsBsonArray.Count);
    }

    [Fact]
    public async Task A_batch_that_pays_requests_reads_and_writes_them_all_in_the_same_transaction()
    {
        var requests = new List<PaymentRequest>();
        for (var i = 0; i < 3; i++)
            requests.Add((await Ledger.MakeRequestAsync(Commands.Ask(Bob, Ada, 1))).Request!);
        await Ledger.CancelRequestAsync(requests[2].Id, Bob);
        Fake.Forget();

        await Ledger.CommitAsync([.. requests.Select(Commands.Pay), Commands.Transfer(Ada, Bob, 1)]);

        AssertIsOneTransaction(Fake.Received);
        Assert.Equal(
            ["aggregate settings", "find paymentRequests", "insert keys", "update wallets", "insert entries",
                "update paymentRequests", "commitTransaction"],
            Fake.Received.Select(static command => command.Summary));
        Assert.Equal(3, Fake.Received[1].Body["filter"]["_id"]["$in"].AsBsonArray.Count);
        Assert.Equal(2, Fake.Received[5].Body["updates"].AsBsonArray.Count);
    }

    [Fact]
    public async Task A_wallet_is_written_once()
    {
        await Ledger.CommitAsync(
            [Commands.Transfer(Ada, Bob, 1), Commands.Transfer(Ada, Bob, 2), Commands.Transfer(Bob, Ada, 3)]);

        var updates =
            Fake.Received.Single(static command => command.Summary == "update wallets").Body["updates"].AsBsonArray;
        Assert.Equal([Ada.Value, Bob.Value], updates.Select(static update => update["q"]["_id"].AsString).Order());
        Assert.All(updates, static update => Assert.Equal(4, update["u"]["$set"]["sequence"].AsInt64));
    }

    // No server that keeps its promise of snapshots does this, so the fake has to.
    [Fact]
    public async Task A_wallet_that_is_not_where_it_was_read_stops_the_batch_before_anything_is_committed()
    {
        var stale = new BsonArray(Fake.Documents("wallets").Select(static wallet => wallet.DeepClone()));
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]);
        var before = Fake.Documents("entries").Count;
        Fake.OnNext("aggregate settings", WireFault.AnswerWith(new BsonDocument
        {
            {
                "cursor", new BsonDocument
                {
                    {
                        "firstBatch", new BsonArray
                        {
                            new BsonDocument
                            {
                                { "_id", "ledger" }, { "keys", new BsonArray() }, { "wallets", stale },
                            },
                        }
                    },
                    { "id", 0L }, { "ns", "wallet.settings" },
                }
            },
            { "ok", 1.0 },
        }));

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]));

        Assert.Equal("abortTransaction", Fake.Received[^1].Name);
        Assert.Equal((999, 1001), await BalancesAsync());
        Assert.Equal(before, Fake.Documents("entries").Count);
    }

    [Fact]
    public async Task A_wallet_that_is_gone_stops_the_batch_before_anything_is_committed()
    {
        Fake.OnNext("update wallets", WireFault.AnswerWith(new() { { "n", 1 }, { "nModified", 1 }, { "ok", 1.0 } }));

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]));

        Assert.Equal("abortTransaction", Fake.Received[^1].Name);
        Assert.Equal((1000, 1000), await BalancesAsync());
        Assert.Equal(2, Fake.Documents("keys").Count);
    }

    [Fact]
    public async Task A_refusal_writes_its_key_and_nothing_else()
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1001)]);

        Assert.Equal(["aggregate settings", "insert keys", "commitTransaction"],
            Fake.Received.Select(static command => command.Summary));
        AssertIsOneTransaction(Fake.Received);
    }

    // An outcome that was only read may still be rolled back, unless a majority acknowledges the commit of the reading.
    [Theory]
    [InlineData(1)]
    [InlineData(Limits.MaxBatch)]
    public async Task A_replay_writes_nothing_and_yet_waits_for_a_majority(int transfers)
    {
        var batch = Enumerable.Range(0, transfers).Select(_ => Commands.Transfer(Ada, Bob, 1)).ToList();
        var first = await Ledger.CommitAsync(batch);
        Fake.Forget();

        var replay = await Ledger.CommitAsync([.. batch.Select(static command => command.Again())]);

        Assert.Equal(first.Select(static decision => decision with { Replayed = true }), replay);
        Assert.Equal(["aggregate settings", "commitTransaction"],
            Fake.Received.Select(static received => received.Summary));
        AssertIsOneTransaction(Fake.Received);
    }

    [Fact]
    public async Task Each_batch_has_a_transaction_of_its_own()
    {
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]);
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 1)]);

        var transactions = Transactions();
        Assert.Equal(2, transactions.Count);
        Assert.All(transactions, static transaction => AssertIsOneTransaction([.. transaction]));
    }
}
