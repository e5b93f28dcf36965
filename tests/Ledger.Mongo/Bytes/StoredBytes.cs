using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>
/// The documents of a batch, byte for byte. The ledger writes them itself; here they are written a second time, by the
/// driver and field by field, and what a server hands back must be the same.
/// </summary>
public abstract class StoredBytes(RealMongoServer? server) : StoredLedger(server)
{
    // Whatever a text may be: of more bytes than letters, of surrogates, empty, as long as there is, and none at all.
    private static readonly string?[] Notes =
    [
        null, "", "for tea", "नमस्ते, ₹ 100", "👍🏽 👨‍👩‍👧‍👦", "e\u0301 is not \u00e9", "\uffff \U0010ffff",
        new string('\u0939', Limits.MaxNoteLength),
    ];

    [Fact]
    public async Task What_a_batch_stores_is_what_the_driver_would_have_written_and_what_everybody_reads()
    {
        var (ada, bob) =
            (await Opened.Users.RegisterWalletAsync("ada"), await Opened.Users.RegisterWalletAsync("bob.2-_"));
        await Ledger.CommitAsync([Commands.Deposit(ada, 5000), Commands.Deposit(bob, 1)]);
        var paid = (await Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 100))).Transfer!;
        var held = (await Ledger.CommitOneAsync(Commands.Hold(ada, bob, 100))).Transfer!;
        LedgerCommand[] batch =
        [
            .. Notes.Select(note => Commands.Transfer(ada, bob, 3, note: note)),
            .. Enumerable.Range(0, EntryDocument.MarkEvery).Select(_ => Commands.Transfer(ada, bob, 1)), // One a mark.
            Commands.Transfer(ada, bob, 1_000_000, note: "too much: ₹"),
            Commands.Deposit(bob, 2),
            Commands.Reversal(paid, 60, reason: "दो बार"),
            Commands.Reversal(paid, 41),
            Commands.Hold(ada, bob, 50, note: "कमरा"), Commands.Capture(held, 1), Commands.Release(held),
        ];

        var decisions = await Ledger.CommitAsync(batch);
        batch[^1] = batch[^1].CompletedBy(held);

        Assert.Equal(2, decisions.Count(static decision => decision.Code != OutcomeCode.Committed));
        Assert.Contains(decisions, static decision => decision.RemainingMinor is not null);
        var entries = await StoredAsync("entries");
        var keys = await StoredAsync("keys");
        foreach (var (command, decision) in batch.Zip(decisions))
        {
            var key = keys[new BsonDocument { { "caller", command.Caller.Value }, { "key", command.Key.Value } }];
            var (debit, credit) = (Sequence(key, "sender"), Sequence(key, "receiver"));
            AssertSame(DriverDocuments.Key(command, decision, debit, credit), key);
            Assert.Equal(decision, Decision.FromRecord(command, KeyDocument.ToRecord(key)) with { Replayed = false });
            if (decision.Transfer is not { } transfer)
                continue;
            AssertEntry(transfer, transfer.Sender, debit, Direction.Debit);
            AssertEntry(transfer, transfer.Receiver, credit, Direction.Credit);
        }

        var wallets = await StoredAsync("wallets");
        // Made by an upsert, in which the server orders the fields.
        wallets.Remove(WalletId.Issuer.Value);
        wallets.Remove(WalletId.Escrow.Value);
        Assert.All(wallets.Values, AssertWallet);
        Assert.Empty(await Opened.AuditAsync());

        void AssertEntry(Transfer transfer, WalletId wallet, long sequence, Direction direction)
        {
            var stored = entries[new BsonDocument { { "wallet", wallet.Value }, { "sequence", sequence } }];
            AssertSame(DriverDocuments.Entry(transfer, sequence, direction, stored["hash"].AsByteArray), stored);
            Assert.Equal(transfer.Note, EntryDocument.ToEntry(stored).Note);
        }
    }

    // What a copy writes, it writes in the same way.
    private static void AssertWallet(BsonDocument document)
    {
        var state = WalletDocument.ToState(document.ToBson());
        AssertSame(
            document,
            WalletDocument.Of(
                new CopiedWallet(state, document["createdAt"].ToTimestamp(), state.LastDebit, state.LastCredit),
                document["currency"].AsString));
    }

    private static void AssertSame(BsonDocument expected, BsonDocument actual) =>
        Assert.Equal(Convert.ToHexString(expected.ToBson()), Convert.ToHexString(actual.ToBson()));

    private static long Sequence(BsonDocument key, string side) =>
        key.TryGetValue("transfer", out var transfer) ? transfer[side + "Sequence"].AsInt64 : 0;

    private async Task<Dictionary<BsonValue, BsonDocument>> StoredAsync(string collection) =>
        (await Collection(collection).Find(new BsonDocument()).ToListAsync(TestContext.Current.CancellationToken))
            .ToDictionary(static document => document["_id"]);
}
