using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Balances at moments, and statements. Each read is one short transaction: what was found once stays
/// true.</summary>
internal static class StatementRead
{
    /// <summary>A wallet as it was at a moment.</summary>
    public static WalletView? FindWalletAt(Database db, long wallet, WalletId id, Timestamp at) =>
        HistoryPositions.InSnapshot(db, () =>
        {
            if (LedgerReads.FindWallet(db, id) is not { } now)
                return null;
            var last = HistoryPositions.SeekBefore(
                db, wallet, at.Plus(TimeSpan.FromMicroseconds(1)), HistoryPositions.Newest(db, wallet));
            return now with { BalanceMinor = Find(db, last).BalanceMinor, Sequence = last.Sequence };
        });

    /// <summary>The part of a history between two moments.</summary>
    public static StatementView FindStatement(Database db, long wallet, Timestamp? from, Timestamp? to) =>
        HistoryPositions.InSnapshot(db, () =>
        {
            var newest = HistoryPositions.Newest(db, wallet);
            var before = from is { } start ? HistoryPositions.SeekBefore(db, wallet, start, newest) : default;
            var last = to is { } end ? HistoryPositions.SeekBefore(db, wallet, end, newest) : newest;
            if (last.Sequence < before.Sequence)
                last = before;
            var (closing, head) = Find(db, last);
            return new StatementView(
                before.Sequence + 1, last.Sequence, Find(db, before).BalanceMinor, closing, head);
        });

    /// <summary>Some entries, oldest first. They are walked through from the last one back.</summary>
    public static IReadOnlyList<HistoryItem> ReadEntries(
        Database db, WalletNumbers numbers, WalletId id, long first, long last) => HistoryPositions.InSnapshot(db, () =>
        {
            var wallet = numbers.Find(db, id);
            var items = new HistoryItem[last - first + 1];
            var read = HistoryRows.Prepare(db);
            var number = HistoryPositions.Seek(db, wallet, last, HistoryPositions.Newest(db, wallet)).Number;
            try
            {
                for (var i = items.Length - 1; i >= 0; i--)
                {
                    if (!read.Bind(1, number).Step() || HistoryRows.Sequence(read) != first + i)
                        throw LedgerException.Damaged("a history has a gap");
                    items[i] = HistoryRows.Read(db, numbers, read, id);
                    number = HistoryRows.Previous(read);
                    read.Reset();
                }
            }
            finally
            {
                read.Reset();
            }

            return items;
        });

    private static (long BalanceMinor, byte[] Hash) Find(Database db, HistoryPosition position)
    {
        var read = db.Prepare("SELECT balance_after, hash FROM entries WHERE number = ?1").Bind(1, position.Number);
        if (!read.Step())
            return (0, new byte[EntryHash.Size]);
        var found = (read.Int64(0), read.Blob(1).ToArray());
        read.Reset();
        return found;
    }
}
