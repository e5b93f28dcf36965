using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>What a row of <c>balances</c> tells of its wallet's limits and of what was sent. A batch writes it with the
/// balance; only its owner changes the limits.</summary>
internal static class SpendingRows
{
    /// <summary>What format 7 added to <c>balances</c>: the day on which the wallet sent something last, how much that
    /// was, since which of its entries that is certain, and the limits of its owner.</summary>
    public const string Day = "spent_day INTEGER NOT NULL DEFAULT 0", Spent = "spent INTEGER NOT NULL DEFAULT 0",
        Since = "spent_since INTEGER NOT NULL DEFAULT 0", OwnLimits = "limits TEXT";

    /// <summary>What format 7 added to <c>key_records</c>: when the day of the limits ended, with a refusal that says
    /// so.</summary>
    public const string ResetsAt = "resets_at INTEGER";

    private const string Columns = "b.spent_day, b.spent, b.spent_since, b.limits, b.last_entry_at";

    /// <summary>What was sent, in three columns that follow each other.</summary>
    public static DaySpending ReadSpending(Statement row, int first) =>
        new(row.Int64(first), row.Int64(first + 1), row.Int64(first + 2));

    /// <summary>The limits; null for none.</summary>
    /// <exception cref="FormatException">The column holds something else.</exception>
    public static WalletLimits? ReadLimits(Statement row, int column) =>
        row.IsNull(column) ? null : WalletLimits.OfStored(row.Text(column));

    /// <summary>Binds what was sent and the limits to four parameters that follow each other.</summary>
    public static void Bind(Statement write, int first, WalletState wallet) => write
        .Bind(first, wallet.Spending.Day).Bind(first + 1, wallet.Spending.SpentMinor)
        .Bind(first + 2, wallet.Spending.Since).Bind(first + 3, wallet.OwnLimits?.ToString());

    /// <summary>A wallet's limits and what it has sent; null if there is no such wallet.</summary>
    public static SpendingView? Find(Database db, WalletId wallet, Timestamp now) =>
        Read(db, wallet, now) is var (limits, spending, at) ? SpendingView.Of(limits, spending, at) : null;

    /// <summary>Sets a wallet's limits, inside a transaction.</summary>
    public static SpendingView? Set(Database db, WalletId wallet, SpendingLimits wanted, Timestamp now)
    {
        if (wallet.IsHouse || Read(db, wallet, now) is not var (before, spending, at))
            return null;
        var limits = WalletLimits.Set(before, wanted, at);
        db.Prepare("""
            UPDATE balances SET limits = ?2 WHERE wallet = (SELECT number FROM wallets WHERE wallet_id = ?1)
            """).Bind(1, wallet.Value).Bind(2, limits?.ToString()).Run();
        return SpendingView.Of(limits, spending, at);
    }

    private static (WalletLimits? Limits, DaySpending Spending, Timestamp At)? Read(
        Database db, WalletId wallet, Timestamp now)
    {
        var find = db.Prepare($"""
            SELECT {Columns} FROM wallets w JOIN balances b ON b.wallet = w.number WHERE w.wallet_id = ?1
            """).Bind(1, wallet.Value);
        if (!find.Step())
            return null;
        try
        {
            return (ReadLimits(find, 3), ReadSpending(find, 0), Timestamp.Max(now, new Timestamp(find.Int64(4))));
        }
        finally
        {
            find.Reset();
        }
    }
}
