using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>The place of each entry among all of them as they are copied: wallet after wallet, in the order of their
/// IDs.</summary>
internal sealed class CopyPlaces
{
    private readonly List<(string Wallet, long Before)> _wallets = [];
    private readonly Dictionary<string, long> _before = new(StringComparer.Ordinal);

    /// <summary>Reads what all wallets count.</summary>
    public static async Task<CopyPlaces> ReadAsync(LedgerDatabase db)
    {
        var places = new CopyPlaces();
        long before = 0;
        using var cursor = await db.Wallets.FindAsync(new BsonDocument(), new FindOptions<BsonDocument>
        {
            Sort = new BsonDocument("_id", 1),
            Projection = new BsonDocument("sequence", 1),
        });
        while (await cursor.MoveNextAsync())
        {
            foreach (var document in cursor.Current)
            {
                var wallet = document["_id"].AsString;
                places._wallets.Add((wallet, before));
                places._before.Add(wallet, before);
                before += document["sequence"].AsInt64;
            }
        }

        return places;
    }

    /// <summary>The place of an entry: 1, 2, 3 …</summary>
    public long Of(string wallet, long sequence) => _before[wallet] + sequence;

    /// <summary>The ID from which on the entries after a place are found.</summary>
    /// <param name="after">The place, as text; null for the beginning.</param>
    public BsonDocument? Bound(string? after)
    {
        if (after is null || _wallets.Count == 0)
            return null;
        var place = long.Parse(after, CultureInfo.InvariantCulture);
        var found = _wallets.FindLastIndex(wallet => wallet.Before <= place);
        var (id, before) = _wallets[found];
        return EntryDocument.Id(WalletId.Parse(id), place - before + 1);
    }
}
