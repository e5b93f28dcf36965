using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>What a ledger's wallets claimed at one moment. Everything committed up to then is checked, nothing
/// after.</summary>
internal sealed class AuditSnapshot
{
    /// <summary>The wallets by number.</summary>
    public Dictionary<long, AuditedWallet> Wallets { get; } = [];

    /// <summary>The largest number of a key record.</summary>
    public long LastKeyRecord { get; private set; }

    /// <summary>The largest number of an entry.</summary>
    public long LastEntry { get; private set; }

    /// <summary>The sum of all balances.</summary>
    public Int128 BalanceSum { get; private set; }

    public static AuditSnapshot Take(
        Database db, AuditFindings findings, AuditedLog log, AuditedHolds holds)
    {
        var snapshot = new AuditSnapshot();
        db.Execute("BEGIN");
        var read = db.Prepare("""
            SELECT w.number, w.wallet_id, b.balance, b.sequence, b.head, b.last_debit, b.last_credit,
              b.last_entry_at, b.last_entry, b.spent_day, b.spent, b.spent_since, b.limits
            FROM wallets w LEFT JOIN balances b ON b.wallet = w.number ORDER BY w.number
            """);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (read.Step())
        {
            var id = AuditedText.Of(read, 1);
            findings.Check(ids.Add(id), 4, $"wallet {id}", "there is another one with its ID");
            findings.Check(!read.IsNull(2), 4, $"wallet {id}", "it has no balance");
            var wallet = new AuditedWallet(
                id, read.Int64(2), read.Int64(3), read.Blob(4).ToArray(), read.Int64(5), read.Int64(6), read.Int64(7),
                read.Int64(8), SpendingRows.ReadSpending(read, 9));
            findings.Check(read.IsNull(12) || WalletLimits.TryParse(AuditedText.Of(read, 12), out _), 4,
                $"wallet {id}", "its limits are none");
            findings.Check(snapshot.Wallets.TryAdd(read.Int64(0), wallet), 4, $"wallet {id}",
                "there is another one with its number");
            snapshot.BalanceSum += read.Int64(2);
        }

        // The index that finds a wallet by its ID, and not the table: under another number, money would go to somebody
        // else.
        var index =
            db.Prepare(
            "SELECT number, wallet_id, typeof(wallet_id) FROM wallets INDEXED BY sqlite_autoindex_wallets_1 ORDER BY " +
            "wallet_id");
        long indexed = 0;
        for (; index.Step(); indexed++)
        {
            var id = AuditedText.Of(index, 1);
            findings.Check(
                snapshot.Wallets.TryGetValue(index.Int64(0), out var wallet) && wallet.Id == id
                && index.Text(2) == "text", 4, $"wallet {id}",
                "its ID leads to another wallet");
        }

        findings.Check(indexed == snapshot.Wallets.Count, 4, "wallets",
            $"there are {snapshot.Wallets.Count}, but {indexed} are found by their ID");
        snapshot.LastKeyRecord = db.Scalar("SELECT coalesce(max(number), 0) FROM key_records");
        snapshot.LastEntry = db.Scalar("SELECT coalesce(max(number), 0) FROM entries");
        var orphans = db.Scalar("SELECT count(*) FROM balances WHERE wallet NOT IN (SELECT number FROM wallets)");
        var homeless = db.Scalar("SELECT count(*) FROM users WHERE wallet NOT IN (SELECT number FROM wallets)");
        var foreign = db.Scalar(
            "SELECT count(*) FROM wallets WHERE currency IS NOT (SELECT value FROM settings WHERE name = 'currency')");
        OperatorAudit.Begin(db, log, snapshot);
        HoldAudit.Begin(db, snapshot, holds);
        db.Execute("COMMIT");
        findings.Check(ids.Contains(WalletId.Escrow.Value), 9, "wallets", "there is no escrow");
        findings.Check(orphans == 0, 4, "balances", $"{orphans} belong to no wallet");
        findings.Check(foreign == 0, 1, "wallets", $"{foreign} are kept in another currency than the ledger");
        findings.Check(homeless == 0, 4, "users", $"the wallets of {homeless} are gone");
        return snapshot;
    }

    public string Name(long wallet) => Wallets.TryGetValue(wallet, out var known) ? known.Id : $"#{wallet}";

    public AuditHeads Heads((long Count, byte[] Hash) keyRecords, (long Count, byte[] Hash)? operatorLog) =>
        new(Wallets.Values.Select(static wallet => (wallet.Id, wallet.Sequence, wallet.Head)), keyRecords, operatorLog);
}
