using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks that each transfer has its two entries, that they mirror each other, and that one key record tells
/// of it.</summary>
internal static class TransferAudit
{
    /// <summary>Checks all transfers of the snapshot and returns how many there are.</summary>
    public static long Run(Database db, AuditSnapshot snapshot, AuditFindings findings, AuditSteps steps)
    {
        long count = 0;
        byte[] after = [];
        var spending = new AuditedSpending(findings, snapshot.Wallets.Values);
        while (ReadSlice(db, snapshot, spending, findings, steps, ref after, ref count))
        {
        }

        spending.Finish();
        return count;
    }

    private static bool ReadSlice(
        Database db, AuditSnapshot snapshot, AuditedSpending spending, AuditFindings findings, AuditSteps steps,
        ref byte[] after, ref long count)
    {
        var read = db.Prepare("""
            SELECT t.transfer_id, t.key_record, d.wallet, c.wallet,
                   d.transfer_id, d.direction, d.counterparty, d.amount, d.created_at, d.note,
                   c.transfer_id, c.direction, c.counterparty, c.amount, c.created_at, c.note,
                   k.transfer_id, k.outcome, d.sequence, k.operation
            FROM transfers t
            LEFT JOIN entries d ON d.number = t.debit_entry
            LEFT JOIN entries c ON c.number = t.credit_entry
            LEFT JOIN key_records k ON k.number = t.key_record
            WHERE t.transfer_id > ?1 ORDER BY t.transfer_id LIMIT ?2
            """).Bind(1, after).Bind(2, AuditSteps.SliceRows);
        var (rows, old) = (0, 0);
        while (read.Step())
        {
            rows++;
            if (count + rows > 1 && read.Blob(0).SequenceCompareTo(after) <= 0)
            {
                read.Reset();
                findings.Add(
                    7, "transfers", "they are not in the order of their IDs, and could not be read to the end");
                return false;
            }

            after = read.Blob(0).ToArray();
            // One statement sees one state of the ledger, so what is newer than the snapshot is whole too, and is
            // checked; it is not counted.
            Check(read, snapshot, findings);
            spending.Add(
                snapshot.Name(read.Int64(2)), read.Int64(18), read.Int64(19), read.Int64(7), read.Int64(8));
            if (read.Int64(1) <= snapshot.LastKeyRecord)
                old++;
        }

        count += old;
        steps.Add(old);
        // To the last row there is: a clock that went back puts new transfers before old ones.
        return rows == AuditSteps.SliceRows;
    }

    private static void Check(Statement read, AuditSnapshot snapshot, AuditFindings findings)
    {
        var where = $"transfer {Convert.ToHexStringLower(read.Blob(0))}";
        var (sender, receiver) = (read.Int64(2), read.Int64(3));
        findings.Check(IsSide(read, 4, Direction.Debit, receiver), 3, where, "its DEBIT entry is missing or another");
        findings.Check(IsSide(read, 10, Direction.Credit, sender), 3, where, "its CREDIT entry is missing or another");
        findings.Check(
            read.Int64(7) == read.Int64(13), 3, where, $"it debits {read.Int64(7)} but credits {read.Int64(13)}");
        findings.Check(read.Int64(8) == read.Int64(14), 3, where, "its entries were made at different times");
        findings.Check(
            AuditedText.OrNull(read, 9) == AuditedText.OrNull(read, 15), 3, where, "its entries have different notes");
        findings.Check(sender != receiver, 3, where, "it goes from a wallet to itself");
        findings.Check(snapshot.Name(receiver) != WalletId.Issuer.Value, 3, where, "the issuer received it");
        findings.Check(
            !read.IsNull(16) && read.Blob(16).SequenceEqual(read.Blob(0))
            && read.Int64(17) == (long)OutcomeCode.Committed, 5, where,
            "no successful key record tells of it");
    }

    private static bool IsSide(Statement read, int column, Direction direction, long counterparty) =>
        !read.IsNull(column) && read.Blob(column).SequenceEqual(read.Blob(0))
        && read.Int64(column + 1) == (long)direction && read.Int64(column + 2) == counterparty;
}
