using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Reads a collection from end to end in the order of a unique field, slice by slice. Each slice is a query of its own,
/// so there is no cursor that would have to outlive a slow reader or a change of the primary, and none is left behind
/// on the server by a reader that dies.
/// </summary>
internal static class Slices
{
    /// <summary>Reads it.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="session">A causally consistent session, in which reads never go back in time.</param>
    /// <param name="size">How many documents a slice has at most.</param>
    /// <param name="filter">What of it; null for all.</param>
    /// <param name="field">The field, or a path to it.</param>
    /// <param name="after">The value after which to begin; null for the beginning.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async IAsyncEnumerable<List<BsonDocument>> ReadAsync(
        IMongoCollection<BsonDocument> collection, IClientSessionHandle session, int size,
        BsonDocument? filter = null, string field = "_id", BsonValue? after = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var order = new BsonDocument(field, 1);
        var path = field.Split('.');
        for (var last = after ?? BsonMinKey.Value; ;)
        {
            var rest = new BsonDocument(field, new BsonDocument("$gt", last));
            using var cursor = await collection.FindAsync(
                session, filter is null ? rest : new BsonDocument("$and", new BsonArray { filter, rest }),
                new FindOptions<BsonDocument> { Hint = order, Sort = order, Limit = size, BatchSize = size },
                cancellation);
            var slice = await cursor.ToListAsync(cancellation);
            if (slice.Count == 0)
                yield break;
            last = path.Aggregate((BsonValue)slice[^1], static (value, name) => value[name]);
            yield return slice;
        }
    }
}
