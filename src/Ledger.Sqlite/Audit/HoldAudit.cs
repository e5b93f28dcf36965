using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks that each hold has its terms and its place in the list of ends, and that escrow has what is left of
/// them. The list changes, so it is read in the snapshot; what a transfer refers to does not.</summary>
internal static class HoldAudit
{
    /// <summary>Reads the list of ends, inside the snapshot's transaction.</summary>
    public static void Begin(Database db, AuditSnapshot snapshot, AuditedHolds holds)
    {
        var read = db.Prepare("SELECT hold_id, expires_at FROM hold_ends ORDER BY hold_id");
        while (read.Step())
            holds.AddListed(read.Blob(0), new AuditedOpenHold(null, read.Int64(1)));
    }

    /// <summary>Checks all holds of the snapshot.</summary>
    public static void Run(Database db, AuditSnapshot snapshot, AuditedHolds holds, AuditFindings findings)
    {
        var read = db.Prepare("""
            SELECT h.hold_id, h.payer, h.receiver, h.expires_at, k.operation, t.key_record, d.amount,
              (SELECT coalesce(sum(b.amount), 0) FROM key_records l
               JOIN transfers g ON g.transfer_id = l.transfer_id JOIN entries b ON b.number = g.debit_entry
               WHERE l.link = h.hold_id AND l.number <= ?1)
            FROM holds h
            LEFT JOIN transfers t ON t.transfer_id = h.hold_id
            LEFT JOIN key_records k ON k.number = t.key_record
            LEFT JOIN entries d ON d.number = t.debit_entry
            WHERE h.hold_id > ?2 ORDER BY h.hold_id LIMIT ?3
            """);
        byte[] after = [];
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, snapshot.LastKeyRecord).Bind(2, after).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                var id = read.Blob(0).ToArray();
                var where = $"hold {Convert.ToHexStringLower(id)}";
                if (after.Length > 0 && id.AsSpan().SequenceCompareTo(after) <= 0)
                {
                    read.Reset();
                    findings.Add(9, "holds", "they are not in the order of their IDs");
                    return;
                }

                after = id;
                if (read.IsNull(4) || read.Int64(4) != (long)Operation.Hold)
                    findings.Add(9, where, "no transfer makes it");
                else if (read.Int64(5) <= snapshot.LastKeyRecord)
                    holds.Add(
                        id, new AuditedHold(
                            snapshot.Name(read.Int64(1)), snapshot.Name(read.Int64(2)), read.Int64(3)),
                        (Int128)read.Int64(6) - read.Int64(7));
            }
        }

        holds.Finish(snapshot.Wallets.Values.FirstOrDefault(static wallet => wallet.IsEscrow)?.Balance ?? 0);
    }

    /// <summary>Whether each index of holds leads to every row that the table has, and to no other.</summary>
    public static void CheckIndexes(Database db, IReadOnlySet<string> intact, AuditFindings findings)
    {
        foreach (var (table, index, column) in (ReadOnlySpan<(string, string, string)>)
            [
                ("holds", "holds_by_payer", "payer"), ("holds", "holds_by_receiver", "receiver"),
                ("hold_ends", "hold_ends_in_order", "expires_at"),
            ])
        {
            if (!intact.Contains("index " + index))
                continue;
            // Each index of a table without row IDs has the table's key, so one side reads the index alone; the other
            // says that it wants the table itself, or it would read the index too.
            db.Execute("BEGIN");
            var (indexed, rows) = ($"SELECT {column}, hold_id FROM {table} INDEXED BY {index}",
                $"SELECT {column}, hold_id FROM {table} INDEXED BY sqlite_autoindex_{table}_1");
            var missing = db.Scalar(
                $"SELECT (SELECT count(*) FROM ({rows})) != (SELECT count(*) FROM ({indexed})) "
                + $"OR EXISTS ({indexed} EXCEPT {rows})");
            db.Execute("COMMIT");
            findings.Check(missing == 0, 9, "holds", $"their {index} is not what the table has");
        }
    }
}
