using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Entries as a history shows them. What moved the money stands in the key that the transfer is in; one query
/// finds those of many entries.</summary>
internal static class HistoryItems
{
    private static readonly BsonDocument Projection =
        new() { { TransferDocument.Id, 1 }, { "operation", 1 }, { "link", 1 }, { "transfer.hold", 1 } };

    /// <summary>Looks up what is missing in documents of entries; in their order.</summary>
    /// <param name="db">The database.</param>
    /// <param name="session">The causally consistent session in which the entries were read, so that their transfers
    /// are seen too.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="deadline">When to give up.</param>
    /// <exception cref="LedgerException">The ledger is damaged.</exception>
    public static async Task<List<HistoryItem>> OfAsync(
        LedgerDatabase db, IClientSessionHandle session, List<BsonDocument> entries, Deadline deadline)
    {
        if (entries.Count == 0)
            return [];
        using var cursor = await db.Keys.FindAsync(
            session,
            new BsonDocument(TransferDocument.Id, new BsonDocument(
                "$in", new BsonArray(entries.Select(static entry => entry["transfer"])))),
            new FindOptions<BsonDocument>
            {
                Hint = Indexes.ByTransfer,
                Projection = Projection,
                Limit = entries.Count,
                BatchSize = entries.Count,
                MaxTime = deadline.Left,
            },
            deadline.Token);
        var keys = (await cursor.ToListAsync(deadline.Token)).ToDictionary(
            static key => key["transfer"]["id"].ToGuid());
        return entries.ConvertAll(document => EntryDocument.ToEntry(document) is var entry
            && keys.TryGetValue(entry.TransferId.Value, out var key)
            ? new HistoryItem(entry, KeyDocument.Operation(key), KeyDocument.Link(key), KeyDocument.Hold(key))
            : throw LedgerException.Damaged("an entry leads to no transfer"));
    }
}
