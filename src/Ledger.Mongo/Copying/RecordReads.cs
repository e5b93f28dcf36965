using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads key records as they are copied: those of transfers in the order of the transfers' IDs, which is about
/// that of their writing, and then the refusals. The IDs of entries begin with those of transfers, so their places come
/// along in the same order.</summary>
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
            Guid? last = after is null ? null : Guid.ParseExact(after[1..], "N");
            await using var entries = EntriesAsync(db, last, 2 * size).GetAsyncEnumerator();
            await foreach (var slice in CopyReads.SlicesAsync(db.Transfers, After("_id", last), ["_id"], size))
                yield return new RecordSlice(
                    await SuccessesAsync(db, places, slice, entries),
                    OfTransfer + slice[^1]["_id"].ToGuid().ToString("N"));
        }

        var refusals = new BsonDocument("transfer", new BsonDocument("$exists", false));
        if (after?[0] == OfRefusal)
            refusals.Add("_id", new BsonDocument("$gt", KeyId(after)));
        await foreach (var slice in CopyReads.SlicesAsync(db.Keys, refusals, ["_id"], size))
            yield return new RecordSlice(slice.ConvertAll(static key => Record(key, null, 0, 0)), After(slice[^1]));
    }

    private static async Task<List<CopiedRecord>> SuccessesAsync(
        LedgerDatabase db, CopyPlaces places, List<BsonDocument> transfers, IAsyncEnumerator<BsonDocument> entries)
    {
        var reading = CopyReads.FindAsync(db.Keys, transfers.Select(TransferDocument.KeyId));
        var sides = new List<(long Debit, long Credit)>(transfers.Count);
        foreach (var transfer in transfers)
            sides.Add((await NextAsync(transfer, Direction.Debit), await NextAsync(transfer, Direction.Credit)));
        var keys = await reading;
        var records = new List<CopiedRecord>(transfers.Count);
        foreach (var transfer in transfers)
        {
            var key = keys[TransferDocument.KeyId(transfer)];
            if (key.GetValue("transfer", BsonNull.Value) != transfer["_id"])
                throw new FormatException("A transfer has the key of another.");
            var (debit, credit) = sides[records.Count];
            records.Add(Record(key, TransferDocument.ToTransfer(transfer), debit, credit));
        }

        return records;

        async ValueTask<long> NextAsync(BsonDocument transfer, Direction direction) =>
            await entries.MoveNextAsync()
            && entries.Current["_id"] == EntryDocument.Id(new TransferId(transfer["_id"].ToGuid()), direction)
                ? places.Of(entries.Current["wallet"].AsString, entries.Current["sequence"].AsInt64)
                : throw new FormatException("A transfer has not its two entries.");
    }

    // Entries by ID, those of transfers after the given one.
    private static async IAsyncEnumerable<BsonDocument> EntriesAsync(LedgerDatabase db, Guid? after, int size)
    {
        // The direction comes last in an ID, and no number is as large as this.
        var filter = after is null
            ? []
            : new BsonDocument("_id", new BsonDocument("$gt", new BsonDocument
            {
                { "transfer", BsonValues.Of(after.Value) }, { "direction", int.MaxValue },
            }));
        await foreach (var slice in CopyReads.SlicesAsync(db.Entries, filter, ["_id"], size, projection: Place))
        {
            foreach (var document in slice)
                yield return document;
        }
    }

    private static CopiedRecord Record(BsonDocument key, Transfer? transfer, long debit, long credit) => new(
        KeyDocument.Caller(key), KeyDocument.Key(key), KeyDocument.Operation(key), KeyDocument.Link(key),
        KeyDocument.ToRecord(key, transfer), debit, credit);

    private static BsonDocument After(string field, Guid? last) =>
        last is { } id ? new BsonDocument(field, new BsonDocument("$gt", BsonValues.Of(id))) : [];

    private static string After(BsonDocument key) => $"{OfRefusal}{key["_id"]["caller"]} {key["_id"]["key"]}";

    // Neither wallet IDs nor keys have a space in them.
    private static BsonDocument KeyId(string after)
    {
        var space = after.IndexOf(' ', StringComparison.Ordinal);
        return KeyDocument.Id(WalletId.Parse(after[1..space]), IdempotencyKey.Parse(after[(space + 1)..]));
    }
}
