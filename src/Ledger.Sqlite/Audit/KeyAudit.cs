using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks that each key has one outcome and is found by it, and that successful key records and transfers
/// match one to one in caller, key and fingerprint.</summary>
internal static class KeyAudit
{
    /// <summary>Checks all key records of the snapshot and returns how many there are, with the hash over
    /// them.</summary>
    public static (long Count, byte[] Hash) Run(Database db, AuditSnapshot snapshot, AuditHeads? since,
        IReadOnlySet<string> intact, AuditedLog log, AuditFindings findings, AuditSteps steps)
    {
        var index = intact.IsSupersetOf(KeyIndexAudit.Tables) ? KeyIndexAudit.Start(db, snapshot, findings) : null;
        var links = new RowPrints();
        var records = CheckRecords(db, snapshot, since?.KeyRecords, index, links, log, findings, steps);
        if (intact.Contains(LinkAudit.Index))
            LinkAudit.Run(db, snapshot, links, findings);
        if (index is not null)
            index.Finish(db, steps);
        else
            FindDuplicates(db, snapshot, findings);
        return records;
    }

    private static (long Count, byte[] Hash) CheckRecords(
        Database db, AuditSnapshot snapshot, (long Count, byte[] Hash)? saved, KeyIndexAudit? index, RowPrints links,
        AuditedLog log, AuditFindings findings, AuditSteps steps)
    {
        var read = db.Prepare("""
            SELECT k.number, k.caller, k.key, k.fingerprint, k.outcome, k.transfer_id,
                   t.key_record, d.wallet, d.counterparty, d.amount, d.note, k.key_digest,
                   k.operation, k.link, k.remaining, d.created_at, h.payer, h.receiver, h.expires_at, k.resets_at
            FROM key_records k
            LEFT JOIN transfers t ON t.transfer_id = k.transfer_id
            LEFT JOIN entries d ON d.number = t.debit_entry
            LEFT JOIN holds h ON h.hold_id = CASE WHEN k.operation BETWEEN 5 AND 7
              THEN coalesce(k.link, k.transfer_id) END
            WHERE k.number > ?1 AND k.number <= ?2 ORDER BY k.number LIMIT ?3
            """);
        var seek = db.Prepare("SELECT 1 FROM key_records WHERE number = ?1");
        using var hash = ReferenceHash.StartDigest();
        long count = 0, after = long.MinValue, previous = 0;
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, after).Bind(2, snapshot.LastKeyRecord).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                (rows, count) = (rows + 1, count + 1);
                after = read.Int64(0);
                var key = AuditedText.Of(read, 2);
                var where = $"key {AuditedText.Shown(key)} of {snapshot.Name(read.Int64(1))}";
                // They are numbered without a gap, so that one that was removed is missed: a refusal leaves no other
                // trace.
                findings.Check(
                    after == previous + 1, 5, where, $"it is record {after} and comes after record {previous}");
                previous = after;
                ReferenceHash.AddKeyRecord(
                    hash, after, snapshot.Name(read.Int64(1)), key, read.Blob(3), read.Int64(4), read.Blob(5),
                    read.Int64(12), read.Blob(13), read.Int64OrNull(14), read.Int64OrNull(19));
                if (!read.IsNull(13))
                    links.Add(LinkAudit.Print(read.Blob(13), after));
                findings.Check(saved?.Count != count || hash.GetCurrentHash().AsSpan().SequenceEqual(saved.Value.Hash),
                    7, where, "a key record up to it was changed since the heads were saved");
                index?.Add(after, read.Blob(11));
                Check(read, snapshot, findings, key, where);
                if (!read.IsNull(6) && AuditedLog.Tells(read.Int64(12)))
                    log.AddTransfer(
                        read.Int64(12), read.Blob(5), read.Blob(13), read.Int64(9), AuditedText.OrNull(read, 10));
                // A record of a transfer is found by its number when the transfer is checked; a refusal's, only here.
                // Reading all in order does not show it.
                if (read.IsNull(5))
                    findings.Check(
                        seek.Bind(1, after).StepOnce(), 5, where, $"its record {after} is not found by its number");
            }

            steps.Add(rows);
        }

        findings.Check(!(saved?.Count > count), 7, "key records",
            $"there were {saved?.Count} when the heads were saved, and {count} are left");
        return (count, hash.GetHashAndReset());
    }

    private static void Check(Statement read, AuditSnapshot snapshot, AuditFindings findings, string key, string where)
    {
        var caller = read.Int64(1);
        findings.Check(snapshot.Wallets.ContainsKey(caller), 5, where, "there is no such caller");
        findings.Check(IdempotencyKey.TryParse(key, out _), 5, where, "nobody can use such a key again");
        findings.Check(read.Blob(11).SequenceEqual(ReferenceHash.OfKey(caller, key)), 5, where,
            "its digest is not that of its key, so it is not found");
        var outcome = read.Int64(4);
        var request = new AuditedRequest
        {
            Operation = read.Int64(12),
            Link = read.IsNull(13) ? null : read.Blob(13).ToArray(),
            Caller = snapshot.Name(caller),
            Fingerprint = read.Blob(3),
        };
        request.Check(findings, where, outcome, read.Int64OrNull(14), read.Int64OrNull(19));
        if (outcome != (long)OutcomeCode.Committed)
        {
            findings.Check(read.IsNull(5), 5, where, "it was refused, but names a transfer");
            return;
        }

        if (read.IsNull(6) || read.Int64(6) != read.Int64(0))
        {
            findings.Add(5, where, "it succeeded, but no transfer is its own");
            return;
        }

        request.CheckTransfer(findings, where, new AuditedTransfer(
            read.Int64(12), snapshot.Name(read.Int64(7)), snapshot.Name(read.Int64(8)), read.Int64(9), read.Int64(15),
            request.Caller, Hold(read, 16, snapshot)), AuditedText.OrNull(read, 10));
    }

    /// <summary>The terms of a hold, in three columns of a row; null if there are none.</summary>
    public static AuditedHold? Hold(Statement read, int column, AuditSnapshot snapshot) => read.IsNull(column)
        ? null
        : new AuditedHold(
            snapshot.Name(read.Int64(column)), snapshot.Name(read.Int64(column + 1)), read.Int64(column + 2));

    // Without the index this sorts all keys, on the disk. It is only for a ledger that is known to be damaged.
    private static void FindDuplicates(Database db, AuditSnapshot snapshot, AuditFindings findings)
    {
        var read = db.Prepare("SELECT caller, key, count(*) FROM key_records GROUP BY caller, key HAVING count(*) > 1");
        while (read.Step())
            findings.Add(5, $"key {AuditedText.Shown(AuditedText.Of(read, 1))} of {snapshot.Name(read.Int64(0))}",
                $"it has {read.Int64(2)} outcomes");
    }
}
