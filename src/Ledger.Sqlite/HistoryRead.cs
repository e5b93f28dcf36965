using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// A page of history. Entries lie in the order of their writing; each names the wallet's entry before it and the latest
/// one of the other direction, so a page is a walk from entry to entry and a long run of the wrong direction is passed
/// in one step. What is sifted by operation or counterparty is a walk too, and a bounded one.
/// </summary>
internal static class HistoryRead
{
    public static HistoryPage Run(Database db, WalletNumbers numbers, long wallet, WalletId id, HistoryQuery query) =>
        HistoryPositions.InSnapshot(db, () =>
        {
            // Nobody has traded with a wallet that does not exist.
            var counterparty = query.Counterparty is { } other ? numbers.Find(db, other) : 0;
            if (query.Counterparty is not null && counterparty == 0)
                return new HistoryPage([], null);
            var newest = HistoryPositions.Newest(db, wallet);
            var upper = newest;
            if (query.BeforeSequence is { } before && before <= upper.Sequence)
                upper = before > 1 ? HistoryPositions.Seek(db, wallet, before - 1, newest) : default;
            if (query.To is { } to && HistoryPositions.SeekBefore(db, wallet, to, newest) is var end
                && end.Sequence < upper.Sequence)
                upper = end;
            var lower = query.From is { } from
                ? HistoryPositions.SeekBefore(db, wallet, from, newest).Sequence
                : 0;
            return Read(db, numbers, id, lower, upper.Number, query, counterparty);
        });

    private static HistoryPage Read(
        Database db, WalletNumbers numbers, WalletId id, long lower, long number, HistoryQuery query,
        long counterparty)
    {
        var entries = new List<HistoryItem>(query.Limit);
        var read = HistoryRows.Prepare(db);
        try
        {
            for (var examined = 0;
                number != 0 && read.Bind(1, number).Step() && HistoryRows.Sequence(read) > lower;
                examined++)
            {
                if (query.IsSifted && examined == Limits.MaxExamined)
                    return new HistoryPage(entries, HistoryRows.Sequence(read) + 1);
                if (query.Direction is { } wanted && wanted != HistoryRows.DirectionOf(read))
                {
                    number = HistoryRows.LastOfOtherDirection(read);
                }
                else
                {
                    number = HistoryRows.Previous(read);
                    if ((counterparty == 0 || counterparty == HistoryRows.Counterparty(read))
                        && HistoryRows.Read(db, numbers, read, id) is var item && query.Wants(item))
                    {
                        // There is another one, so there is another page.
                        if (entries.Count == query.Limit)
                            return new HistoryPage(entries, entries[^1].Sequence);
                        entries.Add(item);
                    }
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
}
