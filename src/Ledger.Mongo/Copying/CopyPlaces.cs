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
    public static async Task<CopyPlaces> ReadAsync(LedgerDatabase db, IClientSessionHandle session)
    {
        var places = new CopyPlaces();
        long before = 0;
        using var cursor = await db.Wallets.FindAsync(session, new BsonDocument(), new FindOptions<BsonDocument>
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

    /// <summary>The ID of the entry at a place; null for that before the first.</summary>
    public BsonDocument? EntryAt(long place)
    {
        if (place == 0)
            return null;
        var (id, before) = _wallets[_wallets.FindLastIndex(wallet => wallet.Before < place)];
        return EntryDocument.Id(WalletId.Parse(id), place - before);
    }
}
