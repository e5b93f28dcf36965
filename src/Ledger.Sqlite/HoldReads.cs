using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Holds. What is left of one is never stored: it is told by all that refers to it.</summary>
internal static class HoldReads
{
    // 6 and 7 are Operation.Capture and Operation.Release, and escrow is the caller of what happens by itself.
    private const string View = $"""
        SELECT {LedgerReads.TransferColumns},
          (SELECT coalesce(sum(b.amount), 0) {LedgerReads.Referring} AND l.operation = 6),
          (SELECT coalesce(sum(b.amount), 0) {LedgerReads.Referring} AND l.operation = 7),
          EXISTS (SELECT 1 {LedgerReads.Referring} AND l.operation = 7 AND l.caller = d.counterparty)
        {LedgerReads.TransferTables}
        """;

    private const string OfPayer = View + " WHERE t.transfer_id IN (SELECT hold_id FROM holds WHERE payer" + Page,
        OfReceiver = View + " WHERE t.transfer_id IN (SELECT hold_id FROM holds WHERE receiver" + Page,
        Page = " = ?1 AND hold_id < ?2 ORDER BY hold_id DESC LIMIT ?3) ORDER BY t.transfer_id DESC";

    /// <summary>A hold; null if there is none.</summary>
    public static HoldView? Find(Database db, WalletNumbers numbers, TransferId id, Timestamp now)
    {
        var read = db.Prepare($"{View} WHERE t.transfer_id = ?1 AND k.operation = 5").Bind(1, id.Value);
        if (!read.Step())
            return null;
        var view = Read(db, numbers, read, now);
        read.Reset();
        return view;
    }

    /// <summary>A page of a wallet's holds.</summary>
    public static HoldPage List(
        Database db, WalletNumbers numbers, WalletId wallet, HoldQuery query, Timestamp now)
    {
        var read = db.Prepare(query.Role == HoldRole.Payer ? OfPayer : OfReceiver)
            .Bind(1, numbers.Find(db, wallet)).Bind(2, query.Before?.Value ?? Guid.AllBitsSet)
            .Bind(3, query.Examined + 1);
        var examined = new List<HoldView>();
        while (read.Step())
            examined.Add(Read(db, numbers, read, now));
        return query.Page(examined);
    }

    /// <summary>How much is left of all holds that a wallet pays for, in minor units. What the wallet made is looked at
    /// from the oldest hold on that is listed, whosever it is: none is for longer than <see cref="Limits.MaxHoldTime"/>
    /// and until it is swept.</summary>
    // CROSS keeps SQLite from walking through the list.
    public static long Held(Database db, long payer)
    {
        var read = db.Prepare($"""
            SELECT coalesce(sum(d.amount - {LedgerReads.GivenBack}), 0) FROM holds h
            CROSS JOIN hold_ends o ON o.hold_id = h.hold_id
            JOIN transfers t ON t.transfer_id = h.hold_id
            JOIN entries d ON d.number = t.debit_entry
            WHERE h.payer = ?1 AND h.hold_id >= (SELECT min(hold_id) FROM hold_ends)
            """).Bind(1, payer);
        read.Step();
        var held = read.Int64(0);
        read.Reset();
        return held;
    }

    /// <summary>Holds that are listed and have expired, in the order in which they did, with what is left of
    /// each.</summary>
    public static List<(DueHold Hold, long LeftMinor)> Ended(
        Database db, WalletNumbers numbers, Timestamp now, DueHold? after, int limit)
    {
        var read = db.Prepare($"""
            SELECT {LedgerReads.TransferColumns}, d.amount - {LedgerReads.GivenBack} {LedgerReads.TransferTables}
            JOIN hold_ends o ON o.hold_id = t.transfer_id
            WHERE o.hold_id IN (
              SELECT hold_id FROM hold_ends WHERE expires_at <= ?1 AND (expires_at, hold_id) > (?2, ?3)
              ORDER BY expires_at, hold_id LIMIT ?4)
            ORDER BY o.expires_at, o.hold_id
            """)
            .Bind(1, now.UnixMicroseconds).Bind(2, after?.ExpiresAt.UnixMicroseconds ?? long.MinValue)
            .Bind(3, after?.Transfer.Id.Value ?? Guid.Empty).Bind(4, limit);
        var ended = new List<(DueHold, long)>();
        while (read.Step())
        {
            var (transfer, terms) = ReadHold(db, numbers, read);
            ended.Add((new DueHold(transfer, terms.ExpiresAt), read.Int64(LedgerReads.TransferColumnCount)));
        }

        return ended;
    }

    private static HoldView Read(Database db, WalletNumbers numbers, Statement read, Timestamp now) => new(
        ReadHold(db, numbers, read).Transfer, read.Int64(LedgerReads.TransferColumnCount),
        read.Int64(LedgerReads.TransferColumnCount + 1), read.Int64(LedgerReads.TransferColumnCount + 2) != 0, now);

    private static (Transfer Transfer, HoldTerms Terms) ReadHold(Database db, WalletNumbers numbers, Statement read)
    {
        var transfer = LedgerReads.ReadTransfer(db, numbers, read);
        if (transfer.Hold is { } terms)
            return (transfer, terms);
        read.Reset();
        throw LedgerException.Damaged("a hold has no terms");
    }
}
