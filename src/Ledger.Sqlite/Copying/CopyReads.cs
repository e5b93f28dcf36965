using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Reads rows as they are copied. What can't be a ledger's row is an exception.</summary>
internal static class CopyReads
{
    /// <summary>Wallets after a number.</summary>
    public static Statement Wallets(Database db, long after, int rows) => db.Prepare("""
        SELECT w.number, w.wallet_id, w.created_at, b.balance, b.sequence, b.head, b.last_entry_at, b.frozen,
          coalesce((SELECT sequence FROM entries WHERE number = b.last_debit), 0),
          coalesce((SELECT sequence FROM entries WHERE number = b.last_credit), 0), b.frozen_until,
          b.spent_day, b.spent, b.spent_since, b.limits
        FROM wallets w JOIN balances b ON b.wallet = w.number
        WHERE w.number > ?1 ORDER BY w.number LIMIT ?2
        """).Bind(1, after).Bind(2, rows);

    public static CopiedWallet Wallet(Statement read) => new(
        new WalletState
        {
            Id = WalletId.Parse(read.Text(1)),
            BalanceMinor = read.Int64(3),
            Sequence = read.Int64(4),
            Head = read.Blob(5).Length == EntryHash.Size
                ? read.Blob(5).ToArray()
                : throw new FormatException("A head is not a hash."),
            LastEntryAt = new Timestamp(read.Int64(6)),
            Freeze = OperatorActs.ReadFreeze(read, 7, 10),
            Spending = SpendingRows.ReadSpending(read, 11),
            OwnLimits = SpendingRows.ReadLimits(read, 14),
        },
        new Timestamp(read.Int64(2)), read.Int64(8), read.Int64(9));

    /// <summary>Users after an ID.</summary>
    public static Statement Users(Database db, ReadOnlySpan<byte> after, int rows) => db.Prepare(
        UserTable.Columns + "WHERE u.user_id > ?1 ORDER BY u.user_id LIMIT ?2").Bind(1, after).Bind(2, rows);

    /// <summary>Entries after a number.</summary>
    public static Statement Entries(Database db, long after, int rows) => db.Prepare("""
        SELECT number, wallet, sequence, transfer_id, direction, counterparty, amount, balance_after, created_at, hash,
          note
        FROM entries WHERE number > ?1 ORDER BY number LIMIT ?2
        """).Bind(1, after).Bind(2, rows);

    public static CopiedEntry Entry(Statement read, Dictionary<long, WalletId> ids) => new(
        new LedgerEntry(
            ids[read.Int64(1)], read.Int64(2), new TransferId(read.Guid(3)), ToDirection(read.Int64(4)),
            ids[read.Int64(5)], Amount.From(read.Int64(6)), read.Int64(7), new Timestamp(read.Int64(8)),
            LedgerReads.ToNote(read.TextOrNull(10))),
        read.Blob(9).ToArray());

    /// <summary>Key records after a number, with the transfers they led to.</summary>
    public static Statement Records(Database db, long after, int rows) => db.Prepare($"""
        SELECT k.number, k.caller, k.key, k.fingerprint, k.outcome, k.transfer_id, k.operation, k.link, k.remaining,
          t.debit_entry, t.credit_entry, d.wallet, c.wallet, d.amount, d.balance_after, c.balance_after, d.created_at,
          d.note, d.sequence, c.sequence, {LedgerReads.HoldColumns}, k.resets_at
        FROM key_records k
        LEFT JOIN transfers t ON t.transfer_id = k.transfer_id
        LEFT JOIN entries d ON d.number = t.debit_entry
        LEFT JOIN entries c ON c.number = t.credit_entry
        {LedgerReads.HoldTables}
        WHERE k.number > ?1 ORDER BY k.number LIMIT ?2
        """).Bind(1, after).Bind(2, rows);

    public static CopiedRecord Record(Statement read, Dictionary<long, WalletId> ids)
    {
        var (operation, link) = ((Operation)checked((byte)read.Int64(6)), read.TransferIdOrNull(7));
        var transfer = read.IsNull(5)
            ? null
            : new Transfer(
                new TransferId(read.Guid(5)), ids[read.Int64(11)], ids[read.Int64(12)], Amount.From(read.Int64(13)),
                read.Int64(14), read.Int64(15), new Timestamp(read.Int64(16)), LedgerReads.ToNote(read.TextOrNull(17)),
                operation, link,
                read.IsNull(22)
                    ? null
                    : new HoldTerms(ids[read.Int64(20)], ids[read.Int64(21)], new Timestamp(read.Int64(22))));
        return new CopiedRecord(
            ids[read.Int64(1)], IdempotencyKey.Parse(read.Text(2)), operation, link,
            new KeyRecord(
                new Fingerprint(read.Blob(3)), (OutcomeCode)checked((byte)read.Int64(4)), transfer,
                read.Int64OrNull(8), read.TimestampOrNull(23)),
            new CopiedSide(read.Int64(9), read.Int64(18)), new CopiedSide(read.Int64(10), read.Int64(19)));
    }

    /// <summary>Payment requests after an ID.</summary>
    public static RequestSlice Requests(Database db, string? after, int rows)
    {
        var requests = new List<CopiedRequest>(rows);
        var read = db.Prepare(PaymentRequestTable.Columns + "WHERE q.request_id > ?1 ORDER BY q.request_id LIMIT ?2")
            .Bind(1, after is null ? [] : Convert.FromHexString(after)).Bind(2, rows);
        while (read.Step())
            requests.Add(PaymentRequestTable.ReadRow(read));
        return new RequestSlice(requests, requests.Count == 0 ? "" : requests[^1].Request.Id.ToString());
    }

    /// <summary>Who has shut whom out, after a pair of numbers.</summary>
    public static BlockSlice Blocks(Database db, string? after, int rows)
    {
        var (blocks, last) = (new List<CopiedBlock>(), after?.Split(' ') ?? ["0", "0"]);
        var read = db.Prepare("""
            SELECT b.payer, b.payee, r.wallet_id, e.wallet_id FROM request_blocks b
            JOIN wallets r ON r.number = b.payer JOIN wallets e ON e.number = b.payee
            WHERE (b.payer, b.payee) > (?1, ?2) ORDER BY b.payer, b.payee LIMIT ?3
            """).Bind(1, Number(last[0])).Bind(2, Number(last[1])).Bind(3, rows);
        for (; read.Step(); after = $"{read.Int64(0)} {read.Int64(1)}")
            blocks.Add(new CopiedBlock(WalletId.Parse(read.Text(2)), WalletId.Parse(read.Text(3))));
        return new BlockSlice(blocks, after ?? "");

        static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Direction ToDirection(long stored) =>
        stored is (long)Direction.Debit or (long)Direction.Credit
            ? (Direction)stored
            : throw new FormatException("A stored direction is none.");
}
