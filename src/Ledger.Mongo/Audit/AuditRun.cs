using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What the steps of one audit share.</summary>
internal sealed class AuditRun(LedgerDatabase db, AuditSnapshot snapshot, AuditFindings findings,
    IProgress<AuditProgress>? progress, CancellationToken cancellation)
{
    /// <summary>How many documents are checked together with one look-up of what belongs to them.</summary>
    public const int SliceSize = 500;

    // Each entry is read once, each transfer and each key record about once.
    private readonly long _total = 2 * snapshot.Wallets.Sum(static wallet => wallet.Sequence);
    private long _checked;

    public LedgerDatabase Db => db;

    public AuditSnapshot Snapshot => snapshot;

    public AuditFindings Findings => findings;

    /// <summary>Reads a whole collection in the order of an index, slice by slice.</summary>
    public async IAsyncEnumerable<IReadOnlyList<BsonDocument>> SlicesAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument order)
    {
        using var cursor = await collection.FindAsync(
            new BsonDocument(), new FindOptions<BsonDocument> { Sort = order, Hint = order, BatchSize = SliceSize },
            cancellation);
        while (await cursor.MoveNextAsync(cancellation))
        {
            var slice = cursor.Current.ToList();
            yield return slice;
            _checked += slice.Count;
            progress?.Report(new AuditProgress(Math.Min(_checked, _total), _total));
        }
    }

    /// <summary>Reads documents by ID. What was written together with something already seen is there.</summary>
    public async Task<Dictionary<BsonValue, BsonDocument>> FindAsync(
        IMongoCollection<BsonDocument> collection, IEnumerable<BsonValue> ids)
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)));
        using var cursor = await collection.FindAsync(
            filter, new FindOptions<BsonDocument> { BatchSize = 2 * SliceSize + 1 }, cancellation);
        return (await cursor.ToListAsync(cancellation)).ToDictionary(static document => document["_id"]);
    }

    public void Finish() => progress?.Report(new AuditProgress(_total, _total));
}
