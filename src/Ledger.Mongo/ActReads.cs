using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What operators ask about one wallet or one transfer.</summary>
internal static class ActReads
{
    /// <summary>The last row of the log that froze or thawed a wallet; null if there is none.</summary>
    public static async Task<OperatorLogEntry?> LastFreezeAsync(
        LedgerDatabase db, IClientSessionHandle session, WalletId wallet, Deadline deadline)
    {
        using var cursor = await db.OperatorActs.FindAsync(
            session,
            // Whatever else is done, is done to what has no such ID.
            new BsonDocument("target", BsonValues.Of(wallet)),
            new FindOptions<BsonDocument>
            {
                Hint = Indexes.ByTarget,
                Sort = new BsonDocument("_id", -1),
                Limit = 1,
                MaxTime = deadline.Left,
            },
            deadline.Token);
        return await cursor.FirstOrDefaultAsync(deadline.Token) is { } document ? ActDocument.ToEntry(document) : null;
    }

    /// <summary>The sum of all that gives a transfer back.</summary>
    public static async Task<long> GivenBackAsync(
        LedgerDatabase db, IClientSessionHandle session, TransferId transfer, Deadline deadline)
    {
        using var cursor = await db.Keys.FindAsync(
            session, new BsonDocument("link", BsonValues.Of(transfer.Value)).Add(Indexes.HasTransfer),
            new FindOptions<BsonDocument>
            {
                Hint = Indexes.ByLink,
                Projection = new BsonDocument(TransferDocument.Amount, 1),
                MaxTime = deadline.Left,
            },
            deadline.Token);
        return (await cursor.ToListAsync(deadline.Token))
            .Sum(static document => document["transfer"]["amount"].AsInt64);
    }
}
