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
            await foreach (var slice in SlicesAsync(db.Wallets, new BsonDocument("_id", issuer), ["_id"], size))
                yield return new WalletSlice(slice.ConvertAll(ToWallet), issuer);
        }

        var rest = new BsonDocument("$ne", issuer);
        if (after is not null && after != issuer)
            rest.Add("$gt", after);
        await foreach (var slice in SlicesAsync(db.Wallets, new BsonDocument("_id", rest), ["_id"], size))
            yield return new WalletSlice(slice.ConvertAll(ToWallet), slice[^1]["_id"].AsString);
    }

    /// <summary>Users by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> UsersAsync(LedgerDatabase db, string? after, int size)
    {
        var filter = after is null
            ? []
            : new BsonDocument("_id", new BsonDocument("$gt", BsonValues.Of(Guid.ParseExact(after, "N"))));
        await foreach (var slice in SlicesAsync(db.Users, filter, ["_id"], size))
            yield return new UserSlice(
                slice.ConvertAll(UserDocument.ToUser), slice[^1]["_id"].ToGuid().ToString("N"));
    }

    /// <summary>Entries by wallet and sequence.</summary>
    public static async IAsyncEnumerable<CopySlice> EntriesAsync(
        LedgerDatabase db, CopyPlaces places, string? after, int size)
    {
        var place = after is null ? 0 : long.Parse(after, CultureInfo.InvariantCulture);
        var bound = places.Bound(after);
        await foreach (var slice in SlicesAsync(db.Entries, [], ["wallet", "sequence"], size, bound))
        {
            foreach (var document in slice)
            {
                if (places.Of(document["wallet"].AsString, document["sequence"].AsInt64) != ++place)
                    throw new FormatException("An entry is missing, or there is one that its wallet doesn't count.");
            }

            yield return new EntrySlice(
                slice.ConvertAll(static document => new CopiedEntry(
                    EntryDocument.ToEntry(document), document["hash"].AsByteArray)),
                place.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Reads a collection in the order of an index.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="filter">What of it.</param>
    /// <param name="index">The fields of the index.</param>
    /// <param name="size">How many documents a slice has at most.</param>
    /// <param name="from">Where in the index to begin; null for its beginning.</param>
    /// <param name="projection">Which fields; null for all.</param>
    public static IAsyncEnumerable<List<BsonDocument>> SlicesAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument filter, string[] index, int size,
        BsonDocument? from = null, BsonDocument? projection = null) =>
        SlicesAsync(
            collection, filter, new BsonDocument(index.Select(static f => new BsonElement(f, 1))), size, from,
            projection);

    /// <summary>Reads documents by ID.</summary>
    public static async Task<Dictionary<BsonValue, BsonDocument>> FindAsync(
        IMongoCollection<BsonDocument> collection, IEnumerable<BsonValue> ids)
    {
        var list = new BsonArray(ids);
        using var cursor = await collection.FindAsync(
            new BsonDocument("_id", new BsonDocument("$in", list)),
            new FindOptions<BsonDocument> { BatchSize = list.Count + 1 });
        return (await cursor.ToListAsync()).ToDictionary(static document => document["_id"]);
    }

    private static async IAsyncEnumerable<List<BsonDocument>> SlicesAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument filter, BsonDocument order, int size,
        BsonDocument? from, BsonDocument? projection, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var cursor = await collection.FindAsync(filter, new FindOptions<BsonDocument>
        {
            Sort = order,
            Hint = order,
            Min = from,
            Projection = projection,
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
