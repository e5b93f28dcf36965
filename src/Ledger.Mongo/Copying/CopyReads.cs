using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads documents as they are copied. What can't be a ledger's is an exception.</summary>
internal static class CopyReads
{
    /// <summary>Wallets: the issuer's, then the others by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> WalletsAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        var issuer = WalletId.Issuer.Value;
        if (after is null)
        {
            await foreach (var slice in Slices.ReadAsync(db.Wallets, session, size, new BsonDocument("_id", issuer)))
                yield return new WalletSlice(slice.ConvertAll(ToWallet), issuer);
        }

        await foreach (var slice in Slices.ReadAsync(
            db.Wallets, session, size, new BsonDocument("_id", new BsonDocument("$ne", issuer)),
            after: after is null || after == issuer ? null : after))
            yield return new WalletSlice(slice.ConvertAll(ToWallet), slice[^1]["_id"].AsString);
    }

    /// <summary>Users by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> UsersAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        var last = after is null ? null : BsonValues.Of(Guid.ParseExact(after, "N"));
        await foreach (var slice in Slices.ReadAsync(db.Users, session, size, after: last))
            yield return new UserSlice(
                slice.ConvertAll(UserDocument.ToUser), slice[^1]["_id"].ToGuid().ToString("N"));
    }

    /// <summary>Entries by wallet and sequence.</summary>
    public static async IAsyncEnumerable<CopySlice> EntriesAsync(
        LedgerDatabase db, IClientSessionHandle session, CopyPlaces places, string? after, int size)
    {
        var place = after is null ? 0 : long.Parse(after, CultureInfo.InvariantCulture);
        await foreach (var slice in Slices.ReadAsync(db.Entries, session, size, after: places.EntryAt(place)))
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

    private static CopiedWallet ToWallet(BsonDocument document)
    {
        var state = WalletDocument.ToState(document.ToBson());
        return new CopiedWallet(state, document["createdAt"].ToTimestamp(), state.LastDebit, state.LastCredit);
    }
}
