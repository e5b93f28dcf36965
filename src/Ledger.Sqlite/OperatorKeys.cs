using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>The keys of operators, and the audits that were made while serving.</summary>
internal static class OperatorKeys
{
    private const string Columns = "SELECT key_id, name, scopes, created_at, revoked_at, digest FROM operator_keys ";

    /// <summary>The key with a digest, or null.</summary>
    public static OperatorKey? Find(Database db, byte[] digest)
    {
        var find = db.Prepare(Columns + "WHERE digest = ?1").Bind(1, digest);
        if (!find.Step())
            return null;
        var key = ReadRow(find);
        find.Reset();
        return key;
    }

    /// <summary>All keys with their digests, the oldest first.</summary>
    public static List<CopiedOperatorKey> List(Database db)
    {
        var keys = new List<CopiedOperatorKey>();
        var read = db.Prepare(Columns + "ORDER BY created_at, key_id");
        while (read.Step())
            keys.Add(new CopiedOperatorKey(ReadRow(read), read.Blob(5).ToArray()));
        return keys;
    }

    /// <summary>Makes a key, unless it is there.</summary>
    /// <exception cref="InvalidOperationException">Another one has its ID or its digest.</exception>
    public static OperatorVerdict Add(Database db, OperatorKey key, byte[] digest)
    {
        var find = db.Prepare("SELECT key_id = ?1 AND digest = ?2 FROM operator_keys WHERE key_id = ?1 OR digest = ?2")
            .Bind(1, key.Id.Value).Bind(2, digest);
        if (!find.Step())
        {
            Insert(db, key, digest);
            return OperatorVerdict.Done;
        }

        var same = find.Int64(0) != 0;
        find.Reset();
        return same
            ? OperatorVerdict.DoneBefore
            : throw new InvalidOperationException("There is another operator's key with this ID or digest.");
    }

    /// <summary>Writes a key.</summary>
    public static void Insert(Database db, OperatorKey key, byte[] digest) => db.Prepare("""
        INSERT INTO operator_keys (key_id, digest, name, scopes, created_at, revoked_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """)
        .Bind(1, key.Id.Value).Bind(2, digest).Bind(3, key.Name.Value).Bind(4, (long)key.Scopes)
        .Bind(5, key.CreatedAt.UnixMicroseconds).Bind(6, key.RevokedAt?.UnixMicroseconds).Run();

    /// <summary>Revokes a key, unless it is revoked.</summary>
    public static OperatorVerdict Revoke(Database db, OperatorKeyId key, Timestamp at)
    {
        var find = db.Prepare("SELECT revoked_at FROM operator_keys WHERE key_id = ?1").Bind(1, key.Value);
        if (!find.Step())
            return OperatorVerdict.NotFound;
        var revoked = !find.IsNull(0);
        find.Reset();
        if (revoked)
            return OperatorVerdict.DoneBefore;
        db.Prepare("UPDATE operator_keys SET revoked_at = ?2 WHERE key_id = ?1")
            .Bind(1, key.Value).Bind(2, at.UnixMicroseconds).Run();
        return OperatorVerdict.Done;
    }

    /// <summary>Keeps an audit, and forgets the oldest.</summary>
    public static void SaveAudit(Database db, StoredAudit audit)
    {
        db.Prepare("REPLACE INTO audits (started_at, report) VALUES (?1, ?2)")
            .Bind(1, audit.StartedAt.UnixMicroseconds).Bind(2, audit.ToText()).Run();
        db.Prepare("""
            DELETE FROM audits
            WHERE started_at NOT IN (SELECT started_at FROM audits ORDER BY started_at DESC LIMIT ?1)
            """).Bind(1, StoredAudit.MaxKept).Run();
    }

    /// <summary>The last audits, newest first.</summary>
    public static List<StoredAudit> ListAudits(Database db, int limit)
    {
        var audits = new List<StoredAudit>();
        var read = db.Prepare("SELECT report FROM audits ORDER BY started_at DESC LIMIT ?1").Bind(1, limit);
        while (read.Step())
            audits.Add(StoredAudit.Parse(read.Text(0)));
        return audits;
    }

    private static OperatorKey ReadRow(Statement row) => new(
        new OperatorKeyId(row.Guid(0)), Note.Parse(row.Text(1)),
        (OperatorScopes)checked((byte)row.Int64(2)), new Timestamp(row.Int64(3)),
        row.Int64OrNull(4) is { } revoked ? new Timestamp(revoked) : null);
}
