using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A page of history: one range of one index, named in the query, because the server's own choice could change with the
/// data. Times never go back within a wallet, so a limit in time is a limit in sequence, found near a mark. Entries
/// never change, so a limit that has been found stays true, whatever is written before the page is read.
/// </summary>
internal sealed class HistoryRead
{
    private readonly LedgerDatabase _db;
    private readonly IClientSessionHandle _session;
    private readonly WalletId _wallet;
    private readonly HistoryQuery _query;
    private readonly Deadline _deadline;

    private HistoryRead(
        LedgerDatabase db, IClientSessionHandle session, WalletId wallet, HistoryQuery query, Deadline deadline) =>
        (_db, _session, _wallet, _query, _deadline) = (db, session, wallet, query, deadline);

    public static async Task<HistoryPage> RunAsync(
        LedgerDatabase db, WalletId wallet, HistoryQuery query, Deadline deadline)
    {
        // What is linearizable is the read of one document, and a page has many. So the wallet is read like that, and
        // all reads after it in the session see at least what it has seen: every entry that was acknowledged before.
        using var session = await db.Client.StartSessionAsync(
            new ClientSessionOptions { CausalConsistency = true }, deadline.Token);
        if (await LedgerDatabase.FindOneAsync(db.Wallets, "_id", BsonValues.Of(wallet), deadline, session) is null)
            return new HistoryPage([], null);
        var read = new HistoryRead(db, session, wallet, query, deadline);
        while (true)
        {
            // Where all entries were made before the end, there is no limit to be found. If one that lies beyond it has
            // come meanwhile, then there is.
            var page = await read.TryAsync();
            if (query.To is not { } to || page.Entries is not [{ CreatedAt: var newest }, ..] || newest < to)
                return page;
        }
    }

    private async Task<HistoryPage> TryAsync()
    {
        var (first, end) = (1L, _query.BeforeSequence ?? long.MaxValue);
        if (_query.To is { } to && await FirstAtAsync(to) is { } atEnd && atEnd < end)
            end = atEnd;
        if (_query.From is { } from)
        {
            if (await FirstAtAsync(from) is not { } atStart)
                return new HistoryPage([], null);
            first = atStart;
        }

        var page = await FindAsync(first, end);
        if (page.Count <= _query.Limit)
            return new HistoryPage(page, null);
        page.RemoveAt(_query.Limit);
        return new HistoryPage(page, page[^1].Sequence);
    }

    // The entries from a sequence up to another, that one not included, newest first: one more than asked for tells
    // whether there is a next page.
    private async Task<List<LedgerEntry>> FindAsync(long first, long end)
    {
        var limit = _query.Limit + 1;
        var found = _query.Direction is { } direction
            ? await FindAsync(
                new BsonDocument
                {
                    { "_id.wallet", BsonValues.Of(_wallet) },
                    { "direction", BsonValues.Of(direction) },
                    { "_id.sequence", Range(new BsonInt64(first), new BsonInt64(end)) },
                },
                Indexes.HistoryOfDirection, new BsonDocument("_id.sequence", -1), limit)
            : await FindAsync(
                new BsonDocument("_id", Range(EntryDocument.Id(_wallet, first), EntryDocument.Id(_wallet, end))),
                Indexes.ById, new BsonDocument("_id", -1), limit);
        return found.ConvertAll(EntryDocument.ToEntry);
    }

    // The sequence of the wallet's first entry at or after a moment, or null if all are earlier. The last mark before
    // the moment tells where to begin, and the next one is not before the moment: so it is found within one interval.
    private async Task<long?> FirstAtAsync(Timestamp at)
    {
        var mark = await FindAsync(
            new BsonDocument
            {
                { "_id.wallet", BsonValues.Of(_wallet) },
                { "createdAt", new BsonDocument("$lt", BsonValues.Of(at)) },
                Indexes.IsMark,
            },
            Indexes.Marks, new BsonDocument { { "createdAt", -1 }, { "_id.sequence", -1 } }, 1);
        var before = mark.Count == 0 ? 0 : mark[0]["_id"]["sequence"].AsInt64;
        var near = await FindAsync(
            new BsonDocument("_id", Range(
                EntryDocument.Id(_wallet, before + 1),
                EntryDocument.Id(_wallet, before + EntryDocument.MarkEvery + 1))),
            Indexes.ById, new BsonDocument("_id", 1), EntryDocument.MarkEvery);
        return near.Find(entry => entry["createdAt"].ToTimestamp() >= at)?["_id"]["sequence"].AsInt64;
    }

    private static BsonDocument Range(BsonValue first, BsonValue end) => new() { { "$gte", first }, { "$lt", end } };

    private async Task<List<BsonDocument>> FindAsync(BsonDocument filter, string index, BsonDocument order, int limit)
    {
        using var cursor = await _db.Entries.FindAsync(
            _session, filter,
            new FindOptions<BsonDocument>
            {
                Hint = index,
                Sort = order,
                Limit = limit,
                BatchSize = limit,
                MaxTime = _deadline.Left,
            },
            _deadline.Token);
        return await cursor.ToListAsync(_deadline.Token);
    }
}
