using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Where an entry is in the ledger and in its wallet, and when it was made; all 0 for none.</summary>
/// <param name="Number">Its number among all entries.</param>
/// <param name="Sequence">Its number in its wallet.</param>
/// <param name="At">When it was made.</param>
internal readonly record struct HistoryPosition(long Number, long Sequence, Timestamp At);

/// <summary>
/// Finds places in a wallet's history, within a transaction: from the nearest of the <see cref="Marks"/> step by step
/// to the entry before. Times never go back within a wallet, so a moment is found by halving.
/// </summary>
internal static class HistoryPositions
{
    private static readonly string FindMark =
        "SELECT number, sequence, created_at FROM entries WHERE wallet = ?1 AND sequence = ?2 AND " + Marks.Condition;

    /// <summary>Runs look-ups on one snapshot.</summary>
    public static T InSnapshot<T>(Database db, Func<T> read)
    {
        db.Prepare("BEGIN").Run();
        try
        {
            return read();
        }
        finally
        {
            db.Prepare("COMMIT").Run();
        }
    }

    /// <summary>The wallet's last entry.</summary>
    public static HistoryPosition Newest(Database db, long wallet)
    {
        var read = db.Prepare("SELECT last_entry, sequence, last_entry_at FROM balances WHERE wallet = ?1")
            .Bind(1, wallet);
        read.Step();
        var position = PositionOf(read);
        read.Reset();
        return position;
    }

    /// <summary>The entry with a sequence from 1 to the newest's.</summary>
    public static HistoryPosition Seek(Database db, long wallet, long sequence, HistoryPosition newest)
    {
        var mark = (sequence + Marks.Every - 1) / Marks.Every * Marks.Every;
        var position = mark <= newest.Sequence ? Mark(db, wallet, mark) : newest;
        while (position.Sequence > sequence)
            position = Previous(db, position);
        return position;
    }

    /// <summary>The last entry made before a moment; none if there is none.</summary>
    public static HistoryPosition SeekBefore(Database db, long wallet, Timestamp moment, HistoryPosition newest)
    {
        if (newest.At < moment)
            return newest;
        // How many marks were made before it; sequences have no gaps.
        long low = 0, high = newest.Sequence / Marks.Every;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (Mark(db, wallet, middle * Marks.Every).At < moment)
                low = middle;
            else
                high = middle - 1;
        }

        var position = (low + 1) * Marks.Every <= newest.Sequence ? Mark(db, wallet, (low + 1) * Marks.Every) : newest;
        while (position.Number != 0 && position.At >= moment)
            position = Previous(db, position);
        return position;
    }

    private static HistoryPosition Mark(Database db, long wallet, long sequence)
    {
        var read = db.Prepare(FindMark).Bind(1, wallet).Bind(2, sequence);
        read.Step();
        var position = PositionOf(read);
        read.Reset();
        return position;
    }

    private static HistoryPosition Previous(Database db, HistoryPosition position)
    {
        var read = db.Prepare("""
            SELECT p.number, p.sequence, p.created_at FROM entries e JOIN entries p ON p.number = e.previous
            WHERE e.number = ?1
            """).Bind(1, position.Number);
        var before = read.Step() ? PositionOf(read) : default;
        read.Reset();
        return before;
    }

    private static HistoryPosition PositionOf(Statement read) =>
        new(read.Int64(0), read.Int64(1), new Timestamp(read.Int64(2)));
}
