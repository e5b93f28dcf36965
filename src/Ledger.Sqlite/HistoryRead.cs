using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// A page of history. Entries lie in the order of their writing; each names the wallet's entry before it and the latest
/// one of the other direction, so a page is a walk from entry to entry and a long run of the wrong direction is passed
/// in one step. Where to begin is found by the <see cref="Marks"/>: times never go back within a wallet, so a moment is
/// found by halving.
/// </summary>
internal static class HistoryRead
{
    private static readonly string FindMark =
        "SELECT number, sequence, created_at FROM entries WHERE wallet = ?1 AND sequence = ?2 AND " + Marks.Condition;

    public static HistoryPage Run(Database db, long wallet, WalletId id, HistoryQuery query)
    {
        db.Prepare("BEGIN").Run(); // One snapshot for all the look-ups of a page.
        try
        {
            var newest = Newest(db, wallet);
            var upper = newest;
            if (query.BeforeSequence is { } before && before <= upper.Sequence)
                upper = before > 1 ? Seek(db, wallet, before - 1, newest) : default;
            if (query.To is { } to && SeekBefore(db, wallet, to, newest) is var end && end.Sequence < upper.Sequence)
                upper = end;
            var lower = query.From is { } from ? SeekBefore(db, wallet, from, newest).Sequence : 0;
            return Read(db, id, lower, upper.Number, query);
        }
        finally
        {
            db.Prepare("COMMIT").Run();
        }
    }

    private static HistoryPage Read(Database db, WalletId id, long lower, long number, HistoryQuery query)
    {
        var entries = new List<LedgerEntry>(query.Limit);
        var read = db.Prepare("""
            SELECT e.sequence, e.transfer_id, e.direction, w.wallet_id, e.amount, e.balance_after, e.created_at,
              e.previous, e.last_of_other_direction, e.note
            FROM entries e JOIN wallets w ON w.number = e.counterparty
            WHERE e.number = ?1
            """);
        try
        {
            while (number != 0 && read.Bind(1, number).Step() && read.Int64(0) > lower)
            {
                var direction = (Direction)read.Int64(2);
                if (query.Direction is { } wanted && wanted != direction)
                {
                    number = read.Int64(8);
                }
                else if (entries.Count == query.Limit)
                {
                    // There is another one, so there is another page.
                    return new HistoryPage(entries, entries[^1].Sequence);
                }
                else
                {
                    number = read.Int64(7);
                    entries.Add(new LedgerEntry(
                        id, read.Int64(0), new TransferId(read.Guid(1)), direction, WalletId.Parse(read.Text(3)),
                        Amount.From(read.Int64(4)),
                        read.Int64(5), new Timestamp(read.Int64(6)), LedgerReads.ToNote(read.TextOrNull(9))));
                }

                read.Reset();
            }

            return new HistoryPage(entries, null);
        }
        finally
        {
            read.Reset();
        }
    }

    private static Position Newest(Database db, long wallet)
    {
        var read = db.Prepare("SELECT last_entry, sequence, last_entry_at FROM balances WHERE wallet = ?1")
            .Bind(1, wallet);
        read.Step();
        var position = PositionOf(read);
        read.Reset();
        return position;
    }

    // The entry with a sequence from 1 to the newest's: from the mark at or after it back, step by step.
    private static Position Seek(Database db, long wallet, long sequence, Position newest)
    {
        var mark = (sequence + Marks.Every - 1) / Marks.Every * Marks.Every;
        var position = mark <= newest.Sequence ? Mark(db, wallet, mark) : newest;
        while (position.Sequence > sequence)
            position = Previous(db, position);
        return position;
    }

    // The last entry made before a moment; no position if there is none.
    private static Position SeekBefore(Database db, long wallet, Timestamp moment, Position newest)
    {
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

    private static Position Mark(Database db, long wallet, long sequence)
    {
        var read = db.Prepare(FindMark).Bind(1, wallet).Bind(2, sequence);
        read.Step();
        var position = PositionOf(read);
        read.Reset();
        return position;
    }

    private static Position Previous(Database db, Position position)
    {
        var read = db.Prepare("""
            SELECT p.number, p.sequence, p.created_at FROM entries e JOIN entries p ON p.number = e.previous
            WHERE e.number = ?1
            """).Bind(1, position.Number);
        var before = read.Step() ? PositionOf(read) : default;
        read.Reset();
        return before;
    }

    private static Position PositionOf(Statement read) =>
        new(read.Int64(0), read.Int64(1), new Timestamp(read.Int64(2)));

    /// <summary>Where an entry is in the ledger and in its wallet, and when it was made; all 0 for none.</summary>
    private readonly record struct Position(long Number, long Sequence, Timestamp At);
}
