using Wallet.Core;

namespace Wallet.Api;

/// <summary>A page of history. <c>nextCursor</c> is null on the last one.</summary>
internal sealed record TransactionsBody(IReadOnlyList<TransactionItem> Items, string? NextCursor)
{
    public static TransactionsBody Of(WalletId wallet, HistoryPage page)
    {
        var items = new TransactionItem[page.Entries.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = TransactionItem.Of(page.Entries[i]);
        var next = page.NextBeforeSequence is { } before ? HistoryCursor.Format(wallet.Value, before) : null;
        return new TransactionsBody(items, next);
    }
}

/// <summary>One ledger entry of the caller's wallet. Amounts are minor units.</summary>
internal sealed record TransactionItem(
    string EntryId,
    TransferId TransferId,
    Direction Direction,
    WalletId WalletId,
    WalletId CounterpartyWalletId,
    Amount Amount,
    long BalanceAfter,
    Timestamp CreatedAt,
    Note? Note,
    Operation Operation,
    TransferId? Link,
    WalletId? OnBehalfOf)
{
    public static TransactionItem Of(HistoryItem entry) => new(
        $"{entry.Wallet}:{entry.Sequence}", entry.TransferId, entry.Direction, entry.Wallet,
        entry.Counterparty, entry.Amount,
        entry.BalanceAfterMinor, entry.CreatedAt, entry.Note, entry.Operation, entry.Link,
        entry.OnBehalfOf);
}
