using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Checks that each paid request was paid by one transfer, and that what pays a request has paid it. A request
/// and its payment are written together and read by one statement, so one that is paid meanwhile is whole
/// too.</summary>
internal static class RequestAudit
{
    /// <summary>Checks all requests, and all links to them.</summary>
    public static void Run(
        Database db, AuditSnapshot snapshot, IReadOnlySet<string> intact, AuditFindings findings)
    {
        CheckRequests(db, snapshot, findings);
        if (intact.Contains(LinkAudit.Index))
            CheckLinks(db, snapshot, findings);
    }

    private static void CheckRequests(Database db, AuditSnapshot snapshot, AuditFindings findings)
    {
        var read = db.Prepare("""
            SELECT q.request_id, q.state, q.transfer_id, q.payee, q.payer, q.amount, q.created_at, q.expires_at,
              (SELECT count(*) FROM wallets WHERE number IN (q.payee, q.payer)), q.key,
              t.transfer_id, k.operation, k.link, k.key, d.wallet, d.counterparty, d.amount, d.created_at
            FROM payment_requests q
            LEFT JOIN transfers t ON t.transfer_id = q.transfer_id
            LEFT JOIN key_records k ON k.number = t.key_record
            LEFT JOIN entries d ON d.number = t.debit_entry
            WHERE q.request_id > ?1 ORDER BY q.request_id LIMIT ?2
            """);
        byte[] after = [];
        var first = true;
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, after).Bind(2, AuditSteps.SliceRows);
            for (; read.Step(); rows++, first = false)
            {
                var id = read.Blob(0).ToArray();
                if (!first && id.AsSpan().SequenceCompareTo(after) <= 0)
                {
                    read.Reset();
                    findings.Add(11, "payment requests", "they are out of order, and could not be read to the end");
                    return;
                }

                after = id;
                var where = $"payment request {Convert.ToHexStringLower(id)}";
                findings.Check(id.Length == 16 && read.Int64(8) == 2, 11, where, "it is not between two wallets");
                findings.Check(IdempotencyKey.TryParse(AuditedText.Of(read, 9), out _), 11, where,
                    "nobody can use such a key again");
                new AuditedPaymentRequest(id, read.Int64(1), read.IsNull(2) ? null : read.Blob(2).ToArray())
                {
                    Payee = snapshot.Name(read.Int64(3)),
                    Payer = snapshot.Name(read.Int64(4)),
                    Amount = read.Int64(5),
                    CreatedAt = read.Int64(6),
                    ExpiresAt = read.Int64(7),
                }.Check(findings, read.IsNull(10) ? null : Payment(read, 10, snapshot));
            }
        }
    }

    private static void CheckLinks(Database db, AuditSnapshot snapshot, AuditFindings findings)
    {
        var read = db.Prepare("""
            SELECT k.link, k.number, k.caller, q.request_id, q.state, q.transfer_id,
              k.transfer_id, k.operation, k.link, k.key
            FROM key_records k INDEXED BY key_records_by_link
            LEFT JOIN payment_requests q ON q.request_id = k.link
            WHERE k.link IS NOT NULL AND (k.link, k.number) > (?1, ?2) ORDER BY k.link, k.number LIMIT ?3
            """);
        (byte[] Link, long Number) last = ([], 0);
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, last.Link).Bind(2, last.Number).Bind(3, AuditSteps.SliceRows);
            for (; read.Step(); rows++)
            {
                var (link, number) = (read.Blob(0).ToArray(), read.Int64(1));
                if (link.AsSpan().SequenceCompareTo(last.Link) is var order && order < 0
                    || order == 0 && number <= last.Number)
                {
                    read.Reset();
                    return; // Whoever checks the links tells that their index is out of order.
                }

                last = (link, number);
                if (AuditedPayment.IsOf(read.Int64(7)))
                    AuditedPaymentRequest.CheckLink(
                        findings, $"key {AuditedText.Shown(AuditedText.Of(read, 9))} of {snapshot.Name(read.Int64(2))}",
                        link, read.IsNull(6) ? null : new AuditedPayment(
                            read.Blob(6).ToArray(), read.Int64(7), link, AuditedText.Of(read, 9)),
                        read.IsNull(3) ? null : new AuditedPaymentRequest(
                            link, read.Int64(4), read.IsNull(5) ? null : read.Blob(5).ToArray()));
            }
        }
    }

    private static AuditedPayment Payment(Statement read, int column, AuditSnapshot snapshot) => new(
        read.Blob(column).ToArray(), read.Int64(column + 1),
        read.IsNull(column + 2) ? null : read.Blob(column + 2).ToArray(), AuditedText.OrNull(read, column + 3) ?? "")
    {
        Sender = snapshot.Name(read.Int64(column + 4)),
        Receiver = snapshot.Name(read.Int64(column + 5)),
        Amount = read.Int64(column + 6),
        CreatedAt = read.Int64(column + 7),
    };
}
