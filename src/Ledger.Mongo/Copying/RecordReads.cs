using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads key records as they are copied: those of transfers in the order of the transfers' IDs, which is about
/// that of their writing, and then the refusals.</summary>
internal static class RecordReads
{
    // What an After begins with says which of the two it is of.
    private const char OfTransfer = 't', OfRefusal = 'r';

    private static readonly BsonDocument Place = new() { { "wallet", 1 }, { "sequence", 1 } };

    public static async IAsyncEnumerable<CopySlice> ReadAsync(
        LedgerDatabase db, CopyPlaces places, string? after, int size)
    {
        if (after is null || after[0] == OfTransfer)
        {
            var filter = after is null
                ? []
                : new BsonDocument("_id", new BsonDocument("$gt", BsonValues.Of(Guid.ParseExact(after[1..], "N"))));
            await foreach (var slice in CopyReads.SlicesAsync(db.Transfers, filter, ["_id"], size))
                yield return new RecordSlice(
                    await SuccessesAsync(db, places, slice), OfTransfer + slice[^1]["_id"].ToGuid().ToString("N"));
        }

        var refusals = new BsonDocument("transfer", new BsonDocument("$exists", false));
        if (after?[0] == OfRefusal)
            refusals.Add("_id", new BsonDocument("$gt", KeyId(after)));
        await foreach (var slice in CopyReads.SlicesAsync(db.Keys, refusals, ["_id"], size))
            yield return new RecordSlice(slice.ConvertAll(static key => Record(key, null, 0, 0)), After(slice[^1]));
    }

    private static async Task<List<CopiedRecord>> SuccessesAsync(
        LedgerDatabase db, CopyPlaces places, List<BsonDocument> transfers)
    {
        var reading = CopyReads.FindAsync(db.Keys, transfers.Select(TransferDocument.KeyId));
        var entries = await CopyReads.FindAsync(
            db.Entries, transfers.SelectMany(static transfer => (BsonValue[])
                [EntryId(transfer, Direction.Debit), EntryId(transfer, Direction.Credit)]), Place);
        var keys = await reading;
        return transfers.ConvertAll(document =>
        {
            var key = keys[TransferDocument.KeyId(document)];
            if (key.GetValue("transfer", BsonNull.Value) != document["_id"])
                throw new FormatException("A transfer has the key of another.");
            return Record(
                key, TransferDocument.ToTransfer(document), PlaceOf(EntryId(document, Direction.Debit)),
                PlaceOf(EntryId(document, Direction.Credit)));
        });

        long PlaceOf(BsonValue id) => places.Of(entries[id]["wallet"].AsString, entries[id]["sequence"].AsInt64);
    }

    private static CopiedRecord Record(BsonDocument key, Transfer? transfer, long debit, long credit) => new(
        KeyDocument.Caller(key), KeyDocument.Key(key), KeyDocument.Operation(key), KeyDocument.Link(key),
        KeyDocument.ToRecord(key, transfer), debit, credit);

    private static BsonDocument EntryId(BsonDocument transfer, Direction direction) =>
        EntryDocument.Id(new TransferId(transfer["_id"].ToGuid()), direction);

    private static string After(BsonDocument key) => $"{OfRefusal}{key["_id"]["caller"]} {key["_id"]["key"]}";

    // Neither wallet IDs nor keys have a space in them.
    private static BsonDocument KeyId(string after)
    {
        var space = after.IndexOf(' ', StringComparison.Ordinal);
        return KeyDocument.Id(WalletId.Parse(after[1..space]), IdempotencyKey.Parse(after[(space + 1)..]));
    }
}
