using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A page of history: one range of one index, named in the query, because the server's own choice could change with the
/// data. Times never go back within a wallet, so a limit in time is a limit in sequence, found at the edge of an index.
/// Entries never change, so a limit that has been found stays true, whatever is written before the page is read.
/// </summary>
internal static class HistoryRead
{
    public static async Task<HistoryPage> RunAsync(
        IMongoCollection<BsonDocument> entries, WalletId wallet, HistoryQuery query, Deadline deadline)
    {
        while (true)
        {
            // Where all entries were made before the end, there is no limit to be found. If one that lies beyond it has
            // come meanwhile, then there is.
            var page = await TryAsync(entries, wallet, query, deadline);
            if (query.To is not { } to || page.Entries is not [{ CreatedAt: var newest }, ..] || newest < to)
                return page;
        }
    }

    private static async Task<HistoryPage> TryAsync(
        IMongoCollection<BsonDocument> entries, WalletId wallet, HistoryQuery query, Deadline deadline)
    {
        var range = new BsonDocument();
        if (query.BeforeSequence is { } before)
            range["$lt"] = new BsonInt64(before);
        if (query.To is { } to && await FirstAtAsync(entries, wallet, to, deadline) is { } end
            && end < (query.BeforeSequence ?? long.MaxValue))
            range["$lt"] = new BsonInt64(end);
        if (query.From is { } from)
        {
            if (await FirstAtAsync(entries, wallet, from, deadline) is not { } start)
                return new HistoryPage([], null);
            range["$gte"] = new BsonInt64(start);
        }

        var page = await FindAsync(entries, wallet, query, range, deadline);
        if (page.Count <= query.Limit)
            return new HistoryPage(page, null);
        page.RemoveAt(query.Limit);
        return new HistoryPage(page, page[^1].Sequence);
    }

    private static async Task<List<LedgerEntry>> FindAsync(
        IMongoCollection<BsonDocument> entries, WalletId wallet, HistoryQuery query, BsonDocument range,
        Deadline deadline)
    {
        var filter = new BsonDocument("wallet", BsonValues.Of(wallet));
        if (query.Direction is { } direction)
            filter.Add("direction", BsonValues.Of(direction));
        if (range.ElementCount > 0)
            filter.Add("sequence", range);
        using var cursor = await entries.FindAsync(filter, new FindOptions<BsonDocument>
        {
            Hint = query.Direction is null ? Indexes.History : Indexes.HistoryOfDirection,
            Sort = new BsonDocument("sequence", -1),
            // One more than asked for tells whether there is a next page.
            Limit = query.Limit + 1,
            BatchSize = query.Limit + 1,
            MaxTime = deadline.Left,
        }, deadline.Token);
        return (await cursor.ToListAsync(deadline.Token)).ConvertAll(EntryDocument.ToEntry);
    }

    // The sequence of the wallet's first entry at or after a moment, or null if all are earlier.
    private static async Task<long?> FirstAtAsync(
        IMongoCollection<BsonDocument> entries, WalletId wallet, Timestamp at, Deadline deadline)
    {
        using var cursor = await entries.FindAsync(
            new BsonDocument {
            { "wallet", BsonValues.Of(wallet) }, { "createdAt", new BsonDocument("$gte", BsonValues.Of(at)) } },
            new FindOptions<BsonDocument>
            {
                Hint = Indexes.HistoryByTime,
                Sort = new BsonDocument { { "createdAt", 1 }, { "sequence", 1 } },
                Projection = new BsonDocument { { "_id", 0 }, { "sequence", 1 } },
                Limit = 1,
                MaxTime = deadline.Left,
            }, deadline.Token);
        return (await cursor.FirstOrDefaultAsync(deadline.Token))?["sequence"].AsInt64;
    }
}
