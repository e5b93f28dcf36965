using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A page of history: one range of one index, however long the history is. Entries never change, so a limit that has
/// been found stays true, whatever is written before the page is read. What is sifted by operation or counterparty is
/// such a range too, of no more entries than may be looked at.
/// </summary>
internal sealed class HistoryRead
{
    // As many as a page may hold: what is rare among the entries is found in few round trips, and what is not, in one.
    private const int SiftedAtOnce = Limits.MaxPageSize;

    private readonly EntryReads _entries;
    private readonly HistoryQuery _query;
    private readonly long _newest;

    private HistoryRead(EntryReads entries, HistoryQuery query, long newest) =>
        (_entries, _query, _newest) = (entries, query, newest);

    public static async Task<HistoryPage> RunAsync(
        LedgerDatabase db, WalletId wallet, HistoryQuery query, Deadline deadline)
    {
        // What is linearizable is the read of one document, and a page has many. So the wallet is read like that, and
        // all reads after it in the session see at least what it has seen: every entry that was acknowledged before.
        using var session = await db.StartSessionAsync(deadline);
        if (await LedgerDatabase.FindOneAsync(db.Wallets, "_id", BsonValues.Of(wallet), deadline, session)
            is not { } document)
            return new HistoryPage([], null);
        var read = new HistoryRead(
            new EntryReads(db, session, wallet, deadline), query, document["sequence"].AsInt64);
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
        if (_query.To is { } to && await _entries.FirstAtAsync(to) is { } atEnd && atEnd < end)
            end = atEnd;
        if (_query.From is { } from)
        {
            if (await _entries.FirstAtAsync(from) is not { } atStart)
                return new HistoryPage([], null);
            first = atStart;
        }

        if (_query.IsSifted)
            return await SiftAsync(first, Math.Min(end, _newest + 1));
        // One more than asked for tells whether there is a next page.
        var page = await _entries.NewestFirstAsync(first, end, _query.Direction, _query.Limit + 1);
        var isLast = page.Count <= _query.Limit;
        if (!isLast)
            page.RemoveAt(_query.Limit);
        var items = await _entries.ToItemsAsync(page);
        return new HistoryPage(items, isLast ? null : items[^1].Sequence);
    }

    private async Task<HistoryPage> SiftAsync(long first, long end)
    {
        var found = new List<HistoryItem>(_query.Limit);
        var stop = Math.Max(first, end - Limits.MaxExamined);
        while (end > stop)
        {
            var some = await _entries.NewestFirstAsync(stop, end, _query.Direction, SiftedAtOnce);
            end = some.Count < SiftedAtOnce ? stop : EntryReads.Sequence(some[^1]);
            foreach (var item in await _entries.ToItemsAsync(some.FindAll(IsCandidate)))
            {
                if (!_query.Wants(item))
                    continue;
                if (found.Count == _query.Limit)
                    return new HistoryPage(found, found[^1].Sequence);
                found.Add(item);
            }
        }

        return new HistoryPage(found, stop > first ? stop : null);
    }

    // So that transfers are looked up for those alone that can be wanted.
    private bool IsCandidate(BsonDocument entry) =>
        _query.Counterparty is not { } wanted || entry["counterparty"].AsString == wanted.Value;
}
