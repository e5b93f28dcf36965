using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Reads entries of one wallet in a causally consistent session: each read is one range of one index, named in the
/// query, because the server's own choice could change with the data. Times never go back within a wallet, so a limit
/// in time is a limit in sequence, found near a mark.
/// </summary>
internal sealed class EntryReads(
    LedgerDatabase db, IClientSessionHandle session, WalletId wallet, Deadline deadline)
{
    /// <summary>The entries from a sequence up to another, that one not included, newest first.</summary>
    public Task<List<BsonDocument>> NewestFirstAsync(long first, long end, Direction? direction, int limit) =>
        direction is { } one
            ? FindAsync(
                new BsonDocument
                {
                    { "_id.wallet", BsonValues.Of(wallet) },
                    { "direction", BsonValues.Of(one) },
                    { "_id.sequence", Range(new BsonInt64(first), new BsonInt64(end)) },
                },
                Indexes.HistoryOfDirection, new BsonDocument("_id.sequence", -1), limit)
            : FindAsync(
                new BsonDocument("_id", Range(EntryDocument.Id(wallet, first), EntryDocument.Id(wallet, end))),
                Indexes.ById, new BsonDocument("_id", -1), limit);

    /// <summary>The same, oldest first.</summary>
    public Task<List<BsonDocument>> OldestFirstAsync(long first, long end, int limit) => FindAsync(
        new BsonDocument("_id", Range(EntryDocument.Id(wallet, first), EntryDocument.Id(wallet, end))),
        Indexes.ById, new BsonDocument("_id", 1), limit);

    /// <summary>The sequence of the wallet's first entry at or after a moment, or null if all are earlier.</summary>
    public async Task<long?> FirstAtAsync(Timestamp at)
    {
        // The last mark before the moment tells where to begin, and the next one is not before the moment: so it is
        // found within one interval.
        var mark = await FindAsync(
            new BsonDocument
            {
                { "_id.wallet", BsonValues.Of(wallet) },
                { "createdAt", new BsonDocument("$lt", BsonValues.Of(at)) },
                Indexes.IsMark,
            },
            Indexes.Marks, new BsonDocument { { "createdAt", -1 }, { "_id.sequence", -1 } }, 1);
        var before = mark.Count == 0 ? 0 : Sequence(mark[0]);
        var near = await OldestFirstAsync(
            before + 1, before + EntryDocument.MarkEvery + 1, EntryDocument.MarkEvery);
        return near.Find(entry => entry["createdAt"].ToTimestamp() >= at) is { } found ? Sequence(found) : null;
    }

    /// <summary>The entries as a history shows them.</summary>
    public Task<List<HistoryItem>> ToItemsAsync(List<BsonDocument> entries) =>
        HistoryItems.OfAsync(db, session, entries, deadline);

    /// <summary>An entry's sequence.</summary>
    public static long Sequence(BsonDocument entry) => entry["_id"]["sequence"].AsInt64;

    private static BsonDocument Range(BsonValue first, BsonValue end) => new() { { "$gte", first }, { "$lt", end } };

    private async Task<List<BsonDocument>> FindAsync(BsonDocument filter, string index, BsonDocument order, int limit)
    {
        using var cursor = await db.Entries.FindAsync(
            session, filter,
            new FindOptions<BsonDocument>
            {
                Hint = index,
                Sort = order,
                Limit = limit,
                BatchSize = limit,
                MaxTime = deadline.Left,
            },
            deadline.Token);
        return await cursor.ToListAsync(deadline.Token);
    }
}
