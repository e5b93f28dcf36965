using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Brings a ledger of an older format up to date, in one transaction: whatever ends it, the ledger is as it was. SQLite
/// writes what does not fit its cache into the log, so memory is bounded, however many rows there are.
/// </summary>
internal static class Upgrade
{
    /// <summary>Does so from a format; from any that is not older, nothing.</summary>
    /// <exception cref="LedgerStartException">The ledger is damaged.</exception>
    public static void Run(Database db, long format)
    {
        if (format == 2)
            From2(db);
        if (format is 2 or 3)
            From3(db);
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
        db.Execute($"PRAGMA user_version = {Schema.Format}");
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
