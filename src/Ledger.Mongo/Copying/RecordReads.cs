using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads key records as they are copied: those of transfers in the order of the transfers' IDs, which is about
/// that of their writing, and then the refusals.</summary>
internal static class RecordReads
{
    // What an After begins with says which of the two it is of.
    private const char OfTransfer = 't', OfRefusal = 'r';

    public static async IAsyncEnumerable<CopySlice> ReadAsync(
        LedgerDatabase db, IClientSessionHandle session, CopyPlaces places, string? after, int size)
    {
        if (after is null || after[0] == OfTransfer)
        {
            var last = after is null ? null : BsonValues.Of(Guid.ParseExact(after[1..], "N"));
            await foreach (var slice in Slices.ReadAsync(
                db.Keys, session, size, new BsonDocument(Indexes.HasTransfer), TransferDocument.Id, last))
                yield return new RecordSlice(
                    slice.ConvertAll(key => Success(key, places)),
                    OfTransfer + slice[^1]["transfer"]["id"].ToGuid().ToString("N"));
        }

        await foreach (var slice in Slices.ReadAsync(
            db.Keys, session, size, new BsonDocument("transfer", new BsonDocument("$exists", false)),
            after: after?[0] == OfRefusal ? KeyId(after) : null))
            yield return new RecordSlice(
                slice.ConvertAll(static key => Record(key, default, default)), After(slice[^1]));
    }

    private static CopiedRecord Success(BsonDocument key, CopyPlaces places)
    {
        var transfer = key["transfer"].AsBsonDocument;
        return Record(key, Side("sender"), Side("receiver"));

        CopiedSide Side(string side)
        {
            var sequence = transfer[side + "Sequence"].AsInt64;
            return new CopiedSide(places.Of(transfer[side].AsString, sequence), sequence);
        }
    }

    private static CopiedRecord Record(BsonDocument key, CopiedSide debit, CopiedSide credit)
    {
        var (caller, id) = KeyDocument.Id(key);
        return new CopiedRecord(
            caller, id, KeyDocument.Operation(key), KeyDocument.Link(key), KeyDocument.ToRecord(key), debit, credit);
    }

    private static string After(BsonDocument key) => $"{OfRefusal}{key["_id"]["caller"]} {key["_id"]["key"]}";

    // Neither wallet IDs nor keys have a space in them.
    private static BsonDocument KeyId(string after)
    {
        var space = after.IndexOf(' ', StringComparison.Ordinal);
        return KeyDocument.Id(WalletId.Parse(after[1..space]), IdempotencyKey.Parse(after[(space + 1)..]));
    }
}
