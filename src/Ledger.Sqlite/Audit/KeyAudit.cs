using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks that each key has one outcome, and that successful key records and transfers match one to one in caller, key and fingerprint.</summary>
internal static class KeyAudit
{
    /// <summary>Checks all key records of the snapshot and returns how many there are, with the hash over them.</summary>
    public static (long Count, byte[] Hash) Run(Database db, AuditSnapshot snapshot, AuditHeads? since, bool indexIsIntact, AuditFindings findings, AuditSteps steps)
    {
        var records = CheckRecords(db, snapshot, since?.KeyRecords, findings, steps);
        if (indexIsIntact)
            CheckIndex(db, snapshot, records.Count, records.Sum, findings, steps);
        else
            FindDuplicates(db, snapshot, findings);
        return (records.Count, records.Hash);
    }

    private static (long Count, byte[] Hash, UInt128 Sum) CheckRecords(
        Database db, AuditSnapshot snapshot, (long Count, byte[] Hash)? saved, AuditFindings findings, AuditSteps steps)
    {
        var read = db.Prepare("""
            SELECT k.number, k.caller, k.key, k.fingerprint, k.outcome, k.transfer_id,
                   t.key_record, t.debit_wallet, t.credit_wallet, d.amount, d.note, typeof(k.key)
            FROM key_records k
            LEFT JOIN transfers t ON t.transfer_id = k.transfer_id
            LEFT JOIN entries d ON d.wallet = t.debit_wallet AND d.sequence = t.debit_sequence
            WHERE k.number > ?1 AND k.number <= ?2 ORDER BY k.number LIMIT ?3
            """);
        using var hash = ReferenceHash.StartDigest();
        long count = 0, after = long.MinValue, previous = 0;
        UInt128 sum = 0;
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
                // They are numbered without a gap, so that one that was removed is missed: a refusal leaves no other trace.
                findings.Check(after == previous + 1, 5, where, $"it is record {after} and comes after record {previous}");
                previous = after;
                ReferenceHash.AddKeyRecord(hash, after, snapshot.Name(read.Int64(1)), key, read.Blob(3), read.Int64(4), read.Blob(5));
                findings.Check(saved?.Count != count || hash.GetCurrentHash().AsSpan().SequenceEqual(saved.Value.Hash), 7, where, "a key record up to it was changed since the heads were saved");
                sum += Print(read.Int64(1), read.Blob(2), after, read.Text(11));
                Check(read, snapshot, findings, key, where);
            }

            steps.Add(rows);
        }

        findings.Check(!(saved?.Count > count), 7, "key records", $"there were {saved?.Count} when the heads were saved, and {count} are left");
        return (count, hash.GetHashAndReset(), sum);
    }

    private static void Check(Statement read, AuditSnapshot snapshot, AuditFindings findings, string key, string where)
    {
        var caller = read.Int64(1);
        findings.Check(snapshot.Wallets.ContainsKey(caller), 5, where, "there is no such caller");
        findings.Check(IdempotencyKey.TryParse(key, out _), 5, where, "nobody can use such a key again");
        findings.Check(read.Text(11) == "text", 5, where, "its key is not stored as text, so it is not found");
        var outcome = read.Int64(4);
        findings.Check(outcome is > 0 and <= byte.MaxValue && ((OutcomeCode)outcome).IsRecorded(), 5, where, $"its outcome is {outcome}, which is never recorded");
        findings.Check(read.Blob(3).Length == Fingerprint.Size, 5, where, "its fingerprint has not 32 bytes");
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

        var (sender, receiver) = (read.Int64(7), read.Int64(8));
        var isDeposit = snapshot.Name(sender) == WalletId.Issuer.Value;
        findings.Check(caller == (isDeposit ? receiver : sender), 5, where, "its transfer is somebody else's");
        var expected = ReferenceHash.OfRequest(isDeposit ? 2 : 1, snapshot.Name(receiver), read.Int64(9), AuditedText.OrNull(read, 10));
        findings.Check(read.Blob(3).SequenceEqual(expected), 5, where, "its fingerprint is not that of its transfer");
    }

    // Reads the index that keeps keys unique, and not the table: a key that only the table holds could be used again.
    private static void CheckIndex(Database db, AuditSnapshot snapshot, long expected, UInt128 expectedSum, AuditFindings findings, AuditSteps steps)
    {
        var first = db.Prepare("SELECT number, caller, key, typeof(key) FROM key_records INDEXED BY key_records_by_key ORDER BY caller, key LIMIT ?2");
        var next = db.Prepare("""
            SELECT number, caller, key, typeof(key) FROM key_records INDEXED BY key_records_by_key
            WHERE (caller, key) > (SELECT caller, key FROM key_records WHERE number = ?1) ORDER BY caller, key LIMIT ?2
            """);
        long count = 0, last = 0;
        UInt128 sum = 0;
        var read = first;
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows; read = next.Bind(1, last))
        {
            (rows, var old) = (0, 0);
            read.Bind(2, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                last = read.Int64(0);
                if (last > snapshot.LastKeyRecord)
                    continue;
                old++;
                sum += Print(read.Int64(1), read.Blob(2), last, read.Text(3));
            }

            count += old;
            steps.Add(old);
        }

        findings.Check(count == expected, 5, "key records", $"there are {expected}, but {count} are found by their key");
        findings.Check(count != expected || sum == expectedSum, 5, "key records", "their index holds other keys than they have");
    }

    // Summed up in any order, these tell whether two sets of records are the same.
    private static UInt128 Print(long caller, ReadOnlySpan<byte> key, long number, string type) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData([.. BitConverter.GetBytes(caller), .. BitConverter.GetBytes(number), .. key, .. Encoding.ASCII.GetBytes(type)]));

    // Without the index this sorts all keys, on the disk. It is only for a ledger that is known to be damaged.
    private static void FindDuplicates(Database db, AuditSnapshot snapshot, AuditFindings findings)
    {
        var read = db.Prepare("SELECT caller, key, count(*) FROM key_records GROUP BY caller, key HAVING count(*) > 1");
        while (read.Step())
            findings.Add(5, $"key {AuditedText.Shown(AuditedText.Of(read, 1))} of {snapshot.Name(read.Int64(0))}", $"it has {read.Int64(2)} outcomes");
    }
}
