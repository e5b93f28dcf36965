using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Brings a ledger of format 1, which stored no operations, up to date. Every step may be ended anywhere, may be
/// repeated and may run in several processes at once: a step writes only what none has written, the next one builds on
/// it, and the format is written last. Nobody may serve the ledger meanwhile with the program that made it.
/// </summary>
internal static class Upgrade
{
    /// <summary>The format that it begins with.</summary>
    public const int From = 1;

    private const int SliceSize = 1000;

    private static readonly BsonElement Unset = new("operation", BsonNull.Value);

    public static async Task RunAsync(LedgerDatabase db, CancellationToken cancellation)
    {
        // What came from the issuer was a deposit, all else a transfer.
        await SetAsync(db.Transfers, new BsonDocument("sender", BsonValues.Of(WalletId.Issuer)), Operation.Deposit);
        await SetAsync(db.Transfers, [], Operation.Transfer);
        await SetDepositKeysAsync();
        // Some refusals tell neither by their outcome nor by a transfer of which of the two they were.
        await SetAsync(
            db.Keys,
            new BsonDocument("outcome", new BsonDocument(
                "$in", new BsonArray { (int)OutcomeCode.WalletFrozen, (int)OutcomeCode.BalanceLimit })),
            (Operation)Operations.NotRecorded);
        await SetAsync(db.Keys, [], Operation.Transfer);
        await db.Wallets.UpdateManyAsync(
            new BsonDocument("currency", BsonNull.Value),
            new BsonDocument("$set", new BsonDocument("currency", db.Currency)), null, cancellation);
        await db.Settings.UpdateOneAsync(
            new BsonDocument { { "_id", Preparation.SettingsId }, { "format", From } },
            new BsonDocument("$set", new BsonDocument("format", Preparation.Format)), null, cancellation);

        Task SetAsync(IMongoCollection<BsonDocument> collection, BsonDocument which, Operation operation) =>
            collection.UpdateManyAsync(
                which.Add(Unset), new BsonDocument("$set", new BsonDocument("operation", BsonValues.Of(operation))),
                null, cancellation);

        async Task SetDepositKeysAsync()
        {
            using var cursor = await db.Transfers.FindAsync(
                new BsonDocument("operation", BsonValues.Of(Operation.Deposit)),
                new FindOptions<BsonDocument>
                {
                    Projection = new BsonDocument { { "caller", 1 }, { "key", 1 } },
                    BatchSize = SliceSize,
                }, cancellation);
            while (await cursor.MoveNextAsync(cancellation))
            {
                var ids = cursor.Current.Select(static transfer =>
                    new BsonDocument { { "caller", transfer["caller"] }, { "key", transfer["key"] } }).ToList();
                if (ids.Count > 0)
                    await SetAsync(
                        db.Keys, new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))),
                        Operation.Deposit);
            }
        }
    }
}
