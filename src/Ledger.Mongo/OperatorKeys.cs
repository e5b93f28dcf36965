using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>The keys of operators, and the audits that were made while serving.</summary>
internal static class OperatorKeys
{
    /// <summary>All keys, the oldest first.</summary>
    public static async Task<IReadOnlyList<OperatorKey>> ListAsync(
        LedgerDatabase db, IClientSessionHandle session, Deadline deadline)
    {
        using var cursor = await db.OperatorKeys.FindAsync(
            session, new BsonDocument(), new FindOptions<BsonDocument> { MaxTime = deadline.Left }, deadline.Token);
        var keys = (await cursor.ToListAsync(deadline.Token)).ConvertAll(OperatorKeyDocument.ToKey);
        return [.. keys.OrderBy(static key => key.CreatedAt).ThenBy(static key => key.Id.ToString(),
            StringComparer.Ordinal)];
    }

    /// <summary>Makes a key inside a transaction, unless it is there.</summary>
    /// <exception cref="InvalidOperationException">Another one has its ID or its digest.</exception>
    public static async Task<Attempt<OperatorVerdict>> AddAsync(
        LedgerDatabase db, IClientSessionHandle session, OperatorKey key, byte[] digest,
        CancellationToken cancellation)
    {
        var document = OperatorKeyDocument.Of(key, digest);
        foreach (var field in (string[])["_id", "digest"])
        {
            var there = await db.OperatorKeys.Find(session, new BsonDocument(field, document[field]))
                .FirstOrDefaultAsync(cancellation);
            if (there is null)
                continue;
            return there["_id"] == document["_id"] && there["digest"] == document["digest"]
                ? new(OperatorVerdict.DoneBefore)
                : throw new InvalidOperationException("There is another operator's key with this ID or digest.");
        }

        try
        {
            await db.OperatorKeys.InsertOneAsync(session, document, null, cancellation);
            return new(OperatorVerdict.Done);
        }
        catch (MongoWriteException e) when (e.WriteError?.Category == ServerErrorCategory.DuplicateKey)
        {
            return new(OperatorVerdict.Done, LostRace: true);
        }
    }

    /// <summary>Revokes a key inside a transaction, unless it is revoked.</summary>
    public static async Task<OperatorVerdict> RevokeAsync(
        LedgerDatabase db, IClientSessionHandle session, OperatorKeyId key, Timestamp at,
        CancellationToken cancellation)
    {
        var id = new BsonDocument("_id", BsonValues.Of(key.Value));
        var there = await db.OperatorKeys.Find(session, id).FirstOrDefaultAsync(cancellation);
        if (there is null)
            return OperatorVerdict.NotFound;
        if (there.Contains("revokedAt"))
            return OperatorVerdict.DoneBefore;
        await db.OperatorKeys.UpdateOneAsync(
            session, id, new BsonDocument("$set", new BsonDocument("revokedAt", BsonValues.Of(at))), null,
            cancellation);
        return OperatorVerdict.Done;
    }

    /// <summary>Keeps an audit, and forgets the oldest: <c>{ _id: startedAt, report }</c>.</summary>
    public static async Task<bool> SaveAuditAsync(LedgerDatabase db, StoredAudit audit, Deadline deadline)
    {
        await db.Audits.UpdateOneAsync(
            new BsonDocument("_id", BsonValues.Of(audit.StartedAt)),
            new BsonDocument("$set", new BsonDocument("report", audit.ToText())),
            new UpdateOptions { IsUpsert = true }, deadline.Token);
        using var cursor = await db.Audits.FindAsync(
            new BsonDocument(), Newest(StoredAudit.MaxKept + 100, new BsonDocument("_id", 1)), deadline.Token);
        var old = (await cursor.ToListAsync(deadline.Token)).Skip(StoredAudit.MaxKept)
            .Select(static document => document["_id"]).ToList();
        if (old.Count > 0)
            await db.Audits.DeleteManyAsync(
                new BsonDocument("_id", new BsonDocument("$in", new BsonArray(old))), deadline.Token);
        return true;
    }

    /// <summary>The last audits, newest first.</summary>
    public static async Task<IReadOnlyList<StoredAudit>> ListAuditsAsync(
        LedgerDatabase db, IClientSessionHandle session, int limit, Deadline deadline)
    {
        using var cursor = await db.Audits.FindAsync(session, new BsonDocument(), Newest(limit), deadline.Token);
        return (await cursor.ToListAsync(deadline.Token)).ConvertAll(ToAudit);
    }

    /// <summary>The audit in a document.</summary>
    public static StoredAudit ToAudit(BsonDocument document) => StoredAudit.Parse(document["report"].AsString);

    private static FindOptions<BsonDocument> Newest(int limit, BsonDocument? projection = null) => new()
    {
        Hint = Indexes.ById,
        Sort = new BsonDocument("_id", -1),
        Limit = limit,
        Projection = projection,
    };
}
