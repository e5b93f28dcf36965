using System.Globalization;
using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads documents as they are copied. What can't be a ledger's is an exception.</summary>
internal static class CopyReads
{
    /// <summary>Wallets: the issuer's, then the others by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> WalletsAsync(LedgerDatabase db, string? after, int size)
    {
        var issuer = WalletId.Issuer.Value;
        if (after is null)
        {
            await foreach (var slice in SlicesAsync(db.Wallets, new BsonDocument("_id", issuer), "_id", size))
                yield return new WalletSlice(slice.ConvertAll(ToWallet), issuer);
        }

        var rest = new BsonDocument("$ne", issuer);
        if (after is not null && after != issuer)
            rest.Add("$gt", after);
        await foreach (var slice in SlicesAsync(db.Wallets, new BsonDocument("_id", rest), "_id", size))
            yield return new WalletSlice(slice.ConvertAll(ToWallet), slice[^1]["_id"].AsString);
    }

    /// <summary>Users by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> UsersAsync(LedgerDatabase db, string? after, int size)
    {
        var filter = after is null
            ? []
            : new BsonDocument("_id", new BsonDocument("$gt", BsonValues.Of(Guid.ParseExact(after, "N"))));
        await foreach (var slice in SlicesAsync(db.Users, filter, "_id", size))
            yield return new UserSlice(
                slice.ConvertAll(UserDocument.ToUser), slice[^1]["_id"].ToGuid().ToString("N"));
    }

    /// <summary>Entries by wallet and sequence.</summary>
    public static async IAsyncEnumerable<CopySlice> EntriesAsync(
        LedgerDatabase db, CopyPlaces places, string? after, int size)
    {
        var place = after is null ? 0 : long.Parse(after, CultureInfo.InvariantCulture);
        var rest = places.Bound(after) is { } bound ? new BsonDocument("_id", new BsonDocument("$gte", bound)) : [];
        await foreach (var slice in SlicesAsync(db.Entries, rest, "_id", size))
        {
            foreach (var document in slice)
            {
                if (places.Of(document["_id"]["wallet"].AsString, document["_id"]["sequence"].AsInt64) != ++place)
                    throw new FormatException("An entry is missing, or there is one that its wallet doesn't count.");
            }

            yield return new EntrySlice(
                slice.ConvertAll(static document => new CopiedEntry(
                    EntryDocument.ToEntry(document), document["hash"].AsByteArray)),
                place.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Reads a collection in the order of the index of one field.</summary>
    public static async IAsyncEnumerable<List<BsonDocument>> SlicesAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument filter, string field, int size,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var order = new BsonDocument(field, 1);
        using var cursor = await collection.FindAsync(filter, new FindOptions<BsonDocument>
        {
            Sort = order,
            Hint = order,
            BatchSize = size,
            // The writer may be slower than the server is patient.
            NoCursorTimeout = true,
        }, cancellation);
        while (await cursor.MoveNextAsync(cancellation))
        {
            if (cursor.Current.ToList() is { Count: > 0 } slice)
                yield return slice;
        }
    }

    private static CopiedWallet ToWallet(BsonDocument document)
    {
        var state = WalletDocument.ToState(document);
        return new CopiedWallet(state, document["createdAt"].ToTimestamp(), state.LastDebit, state.LastCredit);
    }
}
