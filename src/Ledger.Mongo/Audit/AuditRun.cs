using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// What the steps of one audit share. Everything is read in slices, each a query of its own, and in one session, whose
/// reads never go back in time: so neither the server's window for snapshots nor a change of the primary ends an audit,
/// however long it takes.
/// </summary>
internal sealed class AuditRun(
    LedgerDatabase db, IClientSessionHandle session, AuditFindings findings, IProgress<AuditProgress>? progress,
    int sliceSize, CancellationToken cancellation)
{
    private long _total, _checked;

    public LedgerDatabase Db => db;

    public AuditFindings Findings => findings;

    /// <summary>What the wallets claimed; the first step of an audit reads it.</summary>
    public AuditedWallets Wallets { get; private set; } = new();

    /// <summary>The operators' log; null in a ledger that was last served before there was one.</summary>
    public AuditedLog? Log { get; private set; }

    public async Task BeginAsync(AuditHeads? since)
    {
        Log = await OperatorAudit.BeginAsync(this, since, cancellation);
        Wallets = await AuditedWallets.ReadAsync(this, cancellation);
        // Each entry is read once, each key record about half as often.
        _total = Wallets.All.Sum(static wallet => wallet.Sequence) * 3 / 2;
        _checked = 0;
    }

    /// <summary>Reads a whole collection in the order of its IDs, slice by slice.</summary>
    public async IAsyncEnumerable<IReadOnlyList<BsonDocument>> SlicesAsync(IMongoCollection<BsonDocument> collection)
    {
        await foreach (var slice in Slices.ReadAsync(collection, session, sliceSize, cancellation: cancellation))
        {
            yield return slice;
            _checked += slice.Count;
            progress?.Report(new AuditProgress(Math.Min(_checked, _total), _total));
        }
    }

    /// <summary>Reads the documents that have one of some values in a unique field. What was written together with
    /// something already seen is there.</summary>
    public async Task<Dictionary<BsonValue, BsonDocument>> FindAsync(
        IMongoCollection<BsonDocument> collection, IEnumerable<BsonValue> ids, string field = "_id")
    {
        var some = new BsonArray(ids.Distinct());
        if (some.Count == 0)
            return [];
        var found = await FindAsync(
            collection, new BsonDocument(field, new BsonDocument("$in", some)),
            new FindOptions<BsonDocument> { BatchSize = some.Count + 1 });
        var path = field.Split('.');
        return found.ToDictionary(document => path.Aggregate((BsonValue)document, static (value, name) => value[name]));
    }

    /// <summary>Reads what a filter finds, all at once.</summary>
    public async Task<List<BsonDocument>> FindAsync(
        IMongoCollection<BsonDocument> collection, BsonDocument filter, FindOptions<BsonDocument> options)
    {
        using var cursor = await collection.FindAsync(session, filter, options, cancellation);
        return await cursor.ToListAsync(cancellation);
    }

    public void Finish() => progress?.Report(new AuditProgress(_total, _total));
}
