using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.Bench;

/// <summary>How wallets on MongoDB are usually made: one multi-document transaction for each transfer, as durable as
/// the ledger's, retried on conflicts.</summary>
internal sealed class UsualWay
{
    private static readonly TransactionOptions Options =
        new(ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority.With(journal: true));

    private readonly IMongoDatabase _db;
    private readonly IMongoCollection<BsonDocument> _keys, _wallets, _transfers, _entries;

    private UsualWay(IMongoDatabase db) => (_db, _keys, _wallets, _transfers, _entries) =
        (db, db.GetCollection<BsonDocument>("keys"), db.GetCollection<BsonDocument>("wallets"),
            db.GetCollection<BsonDocument>("transfers"), db.GetCollection<BsonDocument>("entries"));

    /// <summary>Makes its collections, with wallets that have money, and the one index that a history needs.</summary>
    public static async Task<UsualWay> CreateAsync(IMongoDatabase db, int wallets)
    {
        var way = new UsualWay(db);
        await db.CreateCollectionAsync("keys");
        await db.CreateCollectionAsync("transfers");
        await way._entries.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(new BsonDocument { { "wallet", 1 }, { "createdAt", -1 } }));
        await way._wallets.InsertManyAsync(Enumerable.Range(0, wallets).Select(static place =>
            new BsonDocument { { "_id", BenchWallets.Id(place).Value }, { "balance", BenchWallets.StartMinor } }));
        return way;
    }

    /// <summary>Makes one transfer, however often it takes.</summary>
    public async Task TransferAsync(LedgerCommand command)
    {
        using var session = await _db.Client.StartSessionAsync();
        for (var failures = 0; ; failures++)
        {
            session.StartTransaction(Options);
            try
            {
                await TryAsync(session, command);
                await session.CommitTransactionAsync();
                return;
            }
            catch (MongoException e) when (e.HasErrorLabel("TransientTransactionError"))
            {
                if (session.IsInTransaction)
                    await session.AbortTransactionAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(
                    4 * Math.Pow(2, Math.Min(failures, 6)) * Random.Shared.NextDouble()));
            }
        }
    }

    private async Task TryAsync(IClientSessionHandle session, LedgerCommand command)
    {
        var (sender, receiver, amount) = (command.Sender.Value, command.Receiver.Value, 1L);
        var key = new BsonDocument { { "caller", sender }, { "key", command.Key.Value } };
        var id = new BsonBinaryData(command.ProposedId.Value, GuidRepresentation.Standard);
        var before = await _keys.Find(session, new BsonDocument("_id", key)).FirstOrDefaultAsync();
        var both = new BsonDocument("$in", new BsonArray { sender, receiver });
        var wallets = await _wallets.Find(session, new BsonDocument("_id", both)).ToListAsync();
        if (before is not null || wallets.Count != 2)
            throw new BenchException("The key was used, or a wallet is missing.");
        var enough = new BsonDocument { { "_id", sender }, { "balance", new BsonDocument("$gte", amount) } };
        if ((await _wallets.UpdateOneAsync(session, enough, Change(-amount))).MatchedCount != 1
            || (await _wallets.UpdateOneAsync(session, new BsonDocument("_id", receiver), Change(amount))).MatchedCount
                != 1)
            throw new BenchException("A transfer was refused.");
        var at = DateTime.UtcNow;
        await _keys.InsertOneAsync(session, new BsonDocument { { "_id", key }, { "transfer", id }, { "outcome", 1 } });
        await _transfers.InsertOneAsync(session, new BsonDocument
        {
            { "_id", id }, { "sender", sender }, { "receiver", receiver }, { "amount", amount }, { "createdAt", at },
        });
        await _entries.InsertManyAsync(session, [Entry(sender, "DEBIT"), Entry(receiver, "CREDIT")]);

        BsonDocument Entry(string wallet, string direction) => new()
        {
            { "transfer", id }, { "wallet", wallet }, { "direction", direction }, { "amount", amount },
            { "createdAt", at },
        };
    }

    private static BsonDocument Change(long by) => new("$inc", new BsonDocument("balance", by));
}
