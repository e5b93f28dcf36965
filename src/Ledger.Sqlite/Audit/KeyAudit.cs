using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks that each key has one outcome, and that successful key records and transfers match one to one in caller, key and fingerprint.</summary>
internal static class KeyAudit
{
    /// <summary>Checks all key records of the snapshot and returns how many there are.</summary>
    public static long Run(Database db, AuditSnapshot snapshot, AuditFindings findings, AuditSteps steps)
    {
        var byNumber = CheckRecords(db, snapshot, findings, steps);
        var byKey = CheckUnique(db, snapshot, findings, steps);
        findings.Check(byNumber == byKey, 5, "key records", $"there are {byNumber}, but {byKey} are found by their key");
        return byNumber;
    }

    private static long CheckRecords(Database db, AuditSnapshot snapshot, AuditFindings findings, AuditSteps steps)
    {
        var read = db.Prepare("""
            SELECT k.number, k.caller, k.key, k.fingerprint, k.outcome, k.transfer_id,
                   t.key_record, t.debit_wallet, t.credit_wallet, d.amount, d.note
            FROM key_records k
            LEFT JOIN transfers t ON t.transfer_id = k.transfer_id
            LEFT JOIN entries d ON d.wallet = t.debit_wallet AND d.sequence = t.debit_sequence
            WHERE k.number > ?1 AND k.number <= ?2 ORDER BY k.number LIMIT ?3
            """);
        long count = 0, after = long.MinValue;
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, after).Bind(2, snapshot.LastKeyRecord).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                after = read.Int64(0);
                Check(read, snapshot, findings);
            }

            count += rows;
            steps.Add(rows);
        }

        return count;
    }

    private static void Check(Statement read, AuditSnapshot snapshot, AuditFindings findings)
    {
        var caller = read.Int64(1);
        var where = $"key {read.Text(2)} of {snapshot.Name(caller)}";
        findings.Check(snapshot.Wallets.ContainsKey(caller), 5, where, "there is no such caller");
        var outcome = (OutcomeCode)read.Int64(4);
        findings.Check(outcome.IsRecorded(), 5, where, $"its outcome is {read.Int64(4)}, which is never recorded");
        findings.Check(read.Blob(3).Length == Fingerprint.Size, 5, where, "its fingerprint has not 32 bytes");
        if (outcome != OutcomeCode.Committed)
        {
            findings.Check(read.IsNull(5), 5, where, "it was refused, but names a transfer");
            return;
        }

        if (read.IsNull(6) || read.Int64(6) != read.Int64(0))
        {
            findings.Add(5, where, "it succeeded, but no transfer is its own");
            return;
        }

        var (sender, receiver) = (read.Int64(7), read.Int64(8));
        var isDeposit = snapshot.Name(sender) == WalletId.Issuer.Value;
        findings.Check(caller == (isDeposit ? receiver : sender), 5, where, "its transfer is somebody else's");
        var expected = ReferenceHash.OfRequest(isDeposit ? 2 : 1, snapshot.Name(receiver), read.Int64(9), read.TextOrNull(10));
        findings.Check(read.Blob(3).SequenceEqual(expected), 5, where, "its fingerprint is not that of its transfer");
    }

    private static long CheckUnique(Database db, AuditSnapshot snapshot, AuditFindings findings, AuditSteps steps)
    {
        // Through the index that keeps keys unique: a key it does not hold could be used again.
        if (db.Scalar("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = 'key_records_by_key' AND sql LIKE 'CREATE UNIQUE INDEX%'") != 1)
        {
            findings.Add(5, "key records", "the unique index is gone");
            return 0;
        }

        var read = db.Prepare("""
            SELECT caller, key, number FROM key_records INDEXED BY key_records_by_key
            WHERE (caller, key) > (?1, ?2) ORDER BY caller, key LIMIT ?3
            """);
        long count = 0;
        var (caller, key) = (long.MinValue, "");
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            var old = 0;
            read.Bind(1, caller).Bind(2, key).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                var text = read.Text(1);
                findings.Check(rows == 0 || caller != read.Int64(0) || key != text, 5, $"key {text} of {snapshot.Name(read.Int64(0))}", "it has two outcomes");
                (caller, key) = (read.Int64(0), text);
                rows++;
                if (read.Int64(2) <= snapshot.LastKeyRecord)
                    old++;
            }

            count += old;
            steps.Add(old);
        }

        return count;
    }
}
