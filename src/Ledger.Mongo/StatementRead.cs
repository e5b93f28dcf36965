using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Balances at moments, and statements.</summary>
internal static class StatementRead
{
    /// <summary>A wallet as it was at a moment.</summary>
    public static async Task<WalletView?> FindWalletAtAsync(
        LedgerDatabase db, WalletId id, Timestamp at, Deadline deadline)
    {
        using var session = await db.StartSessionAsync(deadline);
        if (await LedgerDatabase.FindOneAsync(db.Wallets, "_id", BsonValues.Of(id), deadline, session)
            is not { } document)
            return null;
        var now = WalletDocument.ToView(document);
        var entries = new EntryReads(db, session, id, deadline);
        // Where all entries are earlier, the balance that was read is that of the moment.
        if (await entries.FirstAtAsync(at.Plus(TimeSpan.FromMicroseconds(1))) is not { } after)
            return now;
        var (balance, _) = await FindAsync(entries, after - 1);
        return now with { BalanceMinor = balance, Sequence = after - 1 };
    }

    /// <summary>The part of a history between two moments; null if there is no such wallet.</summary>
    public static async Task<StatementView?> FindStatementAsync(
        LedgerDatabase db, WalletId wallet, Timestamp? from, Timestamp? to, Deadline deadline)
    {
        using var session = await db.StartSessionAsync(deadline);
        if (await LedgerDatabase.FindOneAsync(db.Wallets, "_id", BsonValues.Of(wallet), deadline, session)
            is not { } document)
            return null;
        var entries = new EntryReads(db, session, wallet, deadline);
        // What comes after the wallet was read is not in it: all limits are cut there.
        var end = document["sequence"].AsInt64 + 1;
        var first = from is { } start ? Math.Min(await entries.FirstAtAsync(start) ?? end, end) : 1;
        if (to is { } until && await entries.FirstAtAsync(until) is { } atEnd && atEnd < end)
            end = Math.Max(atEnd, first);
        var (opening, _) = await FindAsync(entries, first - 1);
        var (closing, head) = await FindAsync(entries, end - 1);
        return new StatementView(first, end - 1, opening, closing, head);
    }

    /// <summary>Some entries, oldest first.</summary>
    public static async Task<IReadOnlyList<HistoryItem>> ReadEntriesAsync(
        LedgerDatabase db, IClientSessionHandle session, WalletId wallet, long first, long last, Deadline deadline)
    {
        var entries = new EntryReads(db, session, wallet, deadline);
        var count = (int)(last - first + 1);
        var some = await entries.OldestFirstAsync(first, last + 1, count);
        return some.Count == count
            ? await entries.ToItemsAsync(some)
            : throw LedgerException.Damaged("a history has a gap");
    }

    private static async Task<(long BalanceMinor, byte[] Hash)> FindAsync(EntryReads entries, long sequence)
    {
        if (sequence == 0)
            return (0, new byte[EntryHash.Size]);
        return await entries.OldestFirstAsync(sequence, sequence + 1, 1) is [var entry]
            ? (entry["balanceAfter"].AsInt64, entry["hash"].AsByteArray)
            : throw LedgerException.Damaged("a history has a gap");
    }
}
