using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Reads what gives transfers back, by the index that tells a batch how much is left of one: it must hold
/// every record that has a link and nothing else.</summary>
internal static class LinkAudit
{
    /// <summary>The index, as <see cref="SchemaAudit"/> names it.</summary>
    public const string Index = "index key_records_by_link";

    /// <summary>The print of a record that has a link.</summary>
    public static UInt128 Print(ReadOnlySpan<byte> link, long number) =>
        RowPrints.Of([.. link, .. BitConverter.GetBytes(number)]);

    /// <summary>Checks them all.</summary>
    /// <param name="db">The ledger.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="expected">Those that were found by reading all records.</param>
    /// <param name="findings">Told what is wrong.</param>
    public static void Run(Database db, AuditSnapshot snapshot, RowPrints expected, AuditFindings findings)
    {
        var read = db.Prepare("""
            SELECT k.link, k.number,
                   k.operation, d.wallet, d.counterparty, d.amount, d.created_at, k.caller,
                   o.operation, e.wallet, e.counterparty, e.amount, e.created_at, o.caller,
                   h.payer, h.receiver, h.expires_at
            FROM key_records k INDEXED BY key_records_by_link
            LEFT JOIN transfers t ON t.transfer_id = k.transfer_id
            LEFT JOIN entries d ON d.number = t.debit_entry
            LEFT JOIN transfers l ON l.transfer_id = k.link
            LEFT JOIN entries e ON e.number = l.debit_entry
            LEFT JOIN key_records o ON o.number = l.key_record
            LEFT JOIN holds h ON h.hold_id = CASE WHEN o.operation BETWEEN 5 AND 7
              THEN coalesce(o.link, o.transfer_id) END
            WHERE k.link IS NOT NULL AND (k.link, k.number) > (?1, ?2) ORDER BY k.link, k.number LIMIT ?3
            """);
        var links = new AuditedLinks(findings);
        var found = new RowPrints();
        (byte[] Link, long Number) last = ([], 0);
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, last.Link).Bind(2, last.Number).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                var (link, number) = (read.Blob(0).ToArray(), read.Int64(1));
                if (link.AsSpan().SequenceCompareTo(last.Link) is var order && order < 0
                    || order == 0 && number <= last.Number)
                {
                    read.Reset();
                    findings.Add(9, "key records", "their index of links is out of order");
                    return;
                }

                last = (link, number);
                if (number > snapshot.LastKeyRecord)
                    continue;
                found.Add(Print(link, number));
                // A link to a payment request is RequestAudit's.
                if (!AuditedPayment.IsOf(read.Int64(2)))
                    links.Add(
                        link, Transfer(read, 8, snapshot, KeyAudit.Hold(read, 14, snapshot)),
                        Transfer(read, 2, snapshot, null));
            }
        }

        links.Finish();
        findings.Check(found.IsSame(expected), 9, "key records",
            $"their index holds {found.Count} links, but not the {expected.Count} that they have");
    }

    // Null where there is none: every entry has an amount.
    private static AuditedTransfer? Transfer(
        Statement read, int column, AuditSnapshot snapshot, AuditedHold? hold) =>
        read.IsNull(column + 3)
            ? null
            : new AuditedTransfer(read.Int64(column), snapshot.Name(read.Int64(column + 1)),
                snapshot.Name(read.Int64(column + 2)), read.Int64(column + 3), read.Int64(column + 4),
                snapshot.Name(read.Int64(column + 5)), hold);
}
