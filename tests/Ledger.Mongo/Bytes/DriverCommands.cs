using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The four commands of a batch in the driver's own types.</summary>
internal static class DriverCommands
{
    public static BsonDocument Read(
        IEnumerable<(WalletId, IdempotencyKey)> keys, IEnumerable<WalletId> wallets) => new()
    {
        { "aggregate", "settings" },
        {
            "pipeline", new BsonArray
            {
                new BsonDocument("$match", new BsonDocument("_id", "ledger")),
                LookUp("keys", keys.Select(static key =>
                    new BsonDocument { { "caller", key.Item1.Value }, { "key", key.Item2.Value } })),
                LookUp("wallets", wallets.Select(static id => new BsonString(id.Value))),
            }
        },
        { "cursor", new BsonDocument() },
    };

    public static BsonDocument InsertKeys(LedgerBatch batch, IReadOnlyList<Decision> decisions) => new()
    {
        { "insert", "keys" },
        {
            "documents", new BsonArray(batch.Records.Select((record, i) => DriverDocuments.Key(
                record.Command, decisions[i], record.Debit.Sequence, record.Credit.Sequence)))
        },
    };

    public static BsonDocument UpdateWallets(IEnumerable<MongoWallet> wallets) => new()
    {
        { "update", "wallets" },
        {
            "updates", new BsonArray(wallets.Select(static wallet => new BsonDocument
            {
                { "q", new BsonDocument("_id", wallet.Id.Value) }, { "u", DriverDocuments.Change(wallet) },
            }))
        },
    };

    public static BsonDocument InsertEntries(LedgerBatch batch) => new()
    {
        { "insert", "entries" },
        {
            "documents", new BsonArray(batch.Records.Where(static record => record.Record.Transfer is not null)
                .SelectMany(static record => (BsonDocument[])
                [
                    Entry(record.Record.Transfer!, record.Debit, Direction.Debit),
                    Entry(record.Record.Transfer!, record.Credit, Direction.Credit),
                ]))
        },
    };

    private static BsonDocument Entry(Transfer transfer, in PostedEntry entry, Direction direction) =>
        DriverDocuments.Entry(transfer, entry.Sequence, direction, entry.Hash);

    private static BsonDocument LookUp(string collection, IEnumerable<BsonValue> ids) => new("$lookup", new BsonDocument
    {
        { "from", collection },
        {
            "pipeline", new BsonArray
            {
                new BsonDocument("$match", new BsonDocument(
                    "_id", new BsonDocument("$in", new BsonArray(ids)))),
            }
        },
        { "as", collection },
    });
}
