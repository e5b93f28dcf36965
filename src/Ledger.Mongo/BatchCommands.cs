using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The commands of a batch, four unless an operator gives something back, sent as they are: a batch always fits into
/// one message, and the driver's own ways to write many documents, which split, number and copy them, took as much CPU
/// again.
/// </summary>
internal static class BatchCommands
{
    private const int DuplicateKey = 11000;

    /// <summary>Finds the settings, with keys and wallets by their IDs: all in one command, because each command is a
    /// round trip that the whole batch waits for.</summary>
    public static BsonDocument Read(BsonArray keys, IEnumerable<WalletId> wallets) => new()
    {
        { "aggregate", "settings" },
        {
            "pipeline", new BsonArray
            {
                new BsonDocument("$match", Preparation.OfLedger),
                LookUp("keys", keys),
                LookUp("wallets", new BsonArray(wallets.Select(BsonValues.Of))),
            }
        },
        { "cursor", new BsonDocument() },
    };

    /// <summary>Writes the records.</summary>
    public static BsonDocument InsertKeys(IEnumerable<PostedRecord> records) =>
        Insert("keys", records.Select(static record => KeyDocument.Of(record)));

    /// <summary>Writes the wallets as they are now, each once.</summary>
    public static BsonDocument UpdateWallets(IEnumerable<MongoWallet> wallets) => new()
    {
        { "update", "wallets" },
        {
            "updates", new BsonArray(wallets.Select(static wallet => new BsonDocument
            {
                // By the ID alone, which needs no plan of the server.
                { "q", new BsonDocument("_id", BsonValues.Of(wallet.Id)) }, { "u", WalletDocument.Change(wallet) },
            }))
        },
    };

    /// <summary>Writes the two entries of each transfer.</summary>
    public static BsonDocument InsertEntries(IEnumerable<PostedRecord> moved) => Insert("entries", moved.SelectMany(
        static record => (BsonDocument[])
        [
            EntryDocument.Of(record.Record.Transfer!, record.Debit, Direction.Debit),
            EntryDocument.Of(record.Record.Transfer!, record.Credit, Direction.Credit),
        ]));

    /// <summary>Writes rows of the operators' log.</summary>
    public static BsonDocument InsertActs(IEnumerable<OperatorLogEntry> entries) =>
        Insert("operatorActs", entries.Select(ActDocument.Of));

    /// <summary>Sends one.</summary>
    public static Task<BsonDocument> SendAsync(
        LedgerDatabase db, IClientSessionHandle session, BsonDocument command, CancellationToken cancellation) =>
        db.Database.RunCommandAsync<BsonDocument>(session, command, ReadPreference.Primary, cancellation);

    /// <summary>Whether a write found all of its documents, or made them.</summary>
    /// <returns>False if a unique value exists already.</returns>
    /// <exception cref="InvalidOperationException">It did neither.</exception>
    public static bool Took(BsonDocument reply, int documents)
    {
        if (reply.TryGetValue("writeErrors", out var errors))
        {
            return errors.AsBsonArray.All(static error => error["code"] == DuplicateKey)
                ? false
                : throw new InvalidOperationException(
                    $"MongoDB refused to write a document: error {errors[0]["code"]}.");
        }

        return reply["n"].ToInt32() == documents
            ? true
            : throw new InvalidOperationException("A document was not where this transaction had read it.");
    }

    private static BsonDocument Insert(string collection, IEnumerable<BsonDocument> documents) =>
        new() { { "insert", collection }, { "documents", new BsonArray(documents) } };

    // All that is found comes as one array: of a batch, that is far less than a document may hold. A union of
    // collections would be nearer at hand, but the server has none in transactions.
    private static BsonDocument LookUp(string collection, BsonArray ids) => new("$lookup", new BsonDocument
    {
        { "from", collection },
        {
            "pipeline", new BsonArray
            {
                new BsonDocument("$match", new BsonDocument("_id", new BsonDocument("$in", ids))),
            }
        },
        { "as", collection },
    });
}
