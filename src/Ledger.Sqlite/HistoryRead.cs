using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// A page of history. Entries are clustered by (wallet, sequence), and nothing else is indexed: times never go back within a wallet, so a
/// range of time is found by halving, and an entry of one direction knows the latest one of the other, so a long
/// run of the wrong direction is passed in one step.
/// </summary>
internal static class HistoryRead
{
    public static HistoryPage Run(Database db, long wallet, WalletId id, HistoryQuery query)
    {
        db.Prepare("BEGIN").Run(); // One snapshot for all the look-ups of a page.
        try
        {
            var last = LastSequence(db, wallet);
            var upper = Math.Min(last, query.BeforeSequence - 1 ?? last);
            if (query.To is { } to)
                upper = Math.Min(upper, CountBefore(db, wallet, last, to));
            var lower = query.From is { } from ? CountBefore(db, wallet, last, from) + 1 : 1;

            var entries = new List<LedgerEntry>(query.Limit + 1);
            while (upper >= lower && entries.Count <= query.Limit)
                upper = ReadRun(db, wallet, id, lower, upper, query, entries);
            if (entries.Count <= query.Limit)
                return new HistoryPage(entries, null);
            entries.RemoveAt(query.Limit);
            return new HistoryPage(entries, entries[^1].Sequence);
        }
        finally
        {
            db.Prepare("COMMIT").Run();
        }
    }

    // Reads downwards from upper until the page is full or an entry of the wrong direction comes; returns where to go on.
    private static long ReadRun(Database db, long wallet, WalletId id, long lower, long upper, HistoryQuery query, List<LedgerEntry> entries)
    {
        var read = db.Prepare("""
            SELECT e.sequence, e.transfer_id, e.direction, w.wallet_id, e.amount, e.balance_after, e.created_at, e.last_of_other_direction, e.note
            FROM entries e JOIN wallets w ON w.number = e.counterparty
            WHERE e.wallet = ?1 AND e.sequence BETWEEN ?2 AND ?3
            ORDER BY e.sequence DESC
            """).Bind(1, wallet).Bind(2, lower).Bind(3, upper);
        try
        {
            while (read.Step())
            {
                var direction = (Direction)read.Int64(2);
                if (query.Direction is { } wanted && wanted != direction)
                    return read.Int64(7);
                entries.Add(new LedgerEntry(
                    id, read.Int64(0), new TransferId(read.Guid(1)), direction, WalletId.Parse(read.Text(3)), Amount.From(read.Int64(4)),
                    read.Int64(5), new Timestamp(read.Int64(6)), LedgerReads.ToNote(read.TextOrNull(8))));
                if (entries.Count > query.Limit)
                    return 0;
            }

            return 0;
        }
        finally
        {
            read.Reset();
        }
    }

    private static long LastSequence(Database db, long wallet)
    {
        var read = db.Prepare("SELECT sequence FROM balances WHERE wallet = ?1").Bind(1, wallet);
        read.Step();
        var last = read.Int64(0);
        read.Reset();
        return last;
    }

    // How many of the wallet's entries were made before a moment; sequences have no gaps.
    private static long CountBefore(Database db, long wallet, long last, Timestamp moment)
    {
        long low = 0, high = last;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            var read = db.Prepare("SELECT created_at FROM entries WHERE wallet = ?1 AND sequence = ?2").Bind(1, wallet).Bind(2, middle);
            read.Step();
            var before = new Timestamp(read.Int64(0)) < moment;
            read.Reset();
            if (before)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
