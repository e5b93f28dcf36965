using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Brings a ledger of an older format up to date, in one transaction: whatever ends it, the ledger is as it was. SQLite
/// writes what does not fit its cache into the log, so memory is bounded, however many rows there are.
/// </summary>
internal static class Upgrade
{
    /// <summary>Does so from a format; from any that is not older, nothing.</summary>
    /// <param name="db">The ledger.</param>
    /// <param name="format">Its format.</param>
    /// <param name="now">The time, for what gets into the operators' log.</param>
    /// <exception cref="LedgerStartException">The ledger is damaged.</exception>
    public static void Run(Database db, long format, Timestamp now)
    {
        if (format < 2)
            return;
        if (format <= 2)
            From2(db);
        if (format <= 3)
            From3(db);
        if (format <= 4)
            From4(db, now);
        if (format <= 5)
            From5(db);
        if (format <= 6)
            From6(db, now);
        if (format <= 8)
            From8(db);
    }

    // Format 2 had a unique index of digests, which gives them in order.
    private static void From2(Database db)
    {
        db.Execute(Schema.KeyTables);
        db.Execute("""
            INSERT INTO key_index SELECT key_digest, number FROM key_records INDEXED BY key_records_by_digest
            ORDER BY key_digest
            """);
        Schema.MakeImmutable(db, "key_index");
        Schema.SetIndexed(db, db.Scalar("SELECT coalesce(max(number), 0) FROM key_records"));
        db.Execute("DROP INDEX key_records_by_digest");
    }

    // Format 3 stored no operations. What did not come from the issuer was a transfer, which is what a column that is
    // added says of old rows without writing them; so only the rest is written. Some refusals tell neither by their
    // outcome nor by a transfer which of the two they were of, and say so.
    private static void From3(Database db)
    {
        db.Execute($"""
            ALTER TABLE wallets ADD COLUMN {Schema.Currency};
            UPDATE wallets SET currency = (SELECT value FROM settings WHERE name = 'currency');
            ALTER TABLE key_records ADD COLUMN {Schema.Operation};
            ALTER TABLE key_records ADD COLUMN {Schema.Link};
            ALTER TABLE key_records ADD COLUMN {Schema.Remaining};
            {Schema.IndexOfLinks};
            DROP TRIGGER key_records_stay; DROP TRIGGER key_records_remain;
            UPDATE key_records SET operation = {Operations.NotRecorded}
            WHERE outcome IN ({(int)OutcomeCode.WalletFrozen}, {(int)OutcomeCode.BalanceLimit});
            """);
        MarkDeposits(db);
        Schema.MakeImmutable(db, "key_records");
    }

    // Format 4 had no operators' log, and froze both sides of a wallet without an end. What is in force has a row in
    // the log: reversals, in the order of their writing and with their time and reason, and then the freezes.
    private static void From4(Database db, Timestamp now)
    {
        db.Execute($"""
            ALTER TABLE balances ADD COLUMN {Schema.FrozenUntil};
            UPDATE balances SET frozen = {(int)FrozenSides.Both} WHERE frozen != 0;
            {OperatorActs.Tables}
            """);
        Schema.MakeImmutable(db, "operator_acts");
        var reversals = db.Prepare($"""
            SELECT {LedgerReads.PlainColumns} {LedgerReads.PlainTables}
            WHERE k.link IS NOT NULL ORDER BY k.number
            """);
        var (head, numbers) = (OperatorLogHead.Empty, new WalletNumbers());
        while (reversals.Step())
        {
            var reversal = LedgerReads.ReadPlain(db, numbers, reversals);
            if (Operations.Of(reversal.Operation).IsOperators)
                Append(head.Next(reversal.CreatedAt, null, reversal));
        }

        var frozen = db.Prepare("""
            SELECT w.wallet_id FROM balances b JOIN wallets w ON w.number = b.wallet WHERE b.frozen != 0
            ORDER BY b.wallet
            """);
        while (frozen.Step())
            Append(head.Next(now, FreezeWallet.BeforeLog(WalletId.Parse(frozen.Text(0)))));

        void Append(OperatorLogEntry entry)
        {
            OperatorActs.Insert(db, entry);
            head = OperatorLogHead.Of(entry);
        }
    }

    // Format 5 had no names of users.
    private static void From5(Database db) =>
        db.Execute($"ALTER TABLE users ADD COLUMN {Schema.UserName}");

    // Format 6 had no holds and no payment requests, and escrow's name was anybody's then. It kept no sums of what was
    // sent: they begin with the next entry of each wallet.
    private static void From6(Database db, Timestamp now)
    {
        var taken = db.Prepare("SELECT 1 FROM wallets WHERE wallet_id = ?1").Bind(1, WalletId.Escrow.Value);
        if (taken.StepOnce())
            throw new LedgerStartException(
                $"The ledger can't be brought up to date: a user has the wallet {WalletId.Escrow}, which holds are "
                + "kept in from this version on.");
        db.Execute($"""
            ALTER TABLE balances ADD COLUMN {SpendingRows.Day};
            ALTER TABLE balances ADD COLUMN {SpendingRows.Spent};
            ALTER TABLE balances ADD COLUMN {SpendingRows.Since};
            ALTER TABLE balances ADD COLUMN {SpendingRows.OwnLimits};
            ALTER TABLE key_records ADD COLUMN {SpendingRows.ResetsAt};
            UPDATE balances SET spent_since = sequence + 1 WHERE sequence != 0;
            {HoldRows.Tables}
            {PaymentRequestTable.Tables}
            """);
        Schema.MakeImmutable(db, "holds");
        Schema.InsertWallet(db, WalletId.Escrow, now);
    }

    // Formats 7 and 8 had a list of open holds, and format 7 an index of it by payer; formats before had no holds.
    private static void From8(Database db)
    {
        db.Execute(HoldRows.Ends);
        if (db.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'open_holds'") != 0)
            db.Execute("INSERT INTO hold_ends SELECT hold_id, expires_at FROM open_holds; DROP TABLE open_holds;");
        db.Execute($"PRAGMA user_version = {Schema.Format};");
    }

    // The issuer's entries, from the last one back, are the deposits, and there may be few among many transfers.
    private static void MarkDeposits(Database db)
    {
        var read = db.Prepare("""
            SELECT e.previous, t.key_record FROM entries e JOIN transfers t ON t.transfer_id = e.transfer_id
            WHERE e.number = ?1 AND e.wallet = ?2 AND e.previous < e.number
            """);
        var mark = db.Prepare("UPDATE key_records SET operation = ?1 WHERE number = ?2");
        var entry = db.Scalar($"SELECT last_entry FROM balances WHERE wallet = {Schema.IssuerNumber}");
        while (entry != 0)
        {
            if (!read.Bind(1, entry).Bind(2, Schema.IssuerNumber).Step())
                throw new LedgerStartException(
                    "The ledger can't be brought up to date, because it is damaged: an audit by the program that wrote "
                    + "it says more.");
            mark.Bind(1, (long)Operation.Deposit).Bind(2, read.Int64(1)).Run();
            entry = read.Int64(0);
            read.Reset();
        }
    }
}
