namespace Wallet.Core;

/// <summary>Which entries of a wallet's history are wanted. They come newest first.</summary>
/// <param name="Limit">How many at most, 1 to <see cref="Limits.MaxPageSize"/>.</param>
/// <param name="BeforeSequence">Only entries with a smaller sequence (the cursor); null for the newest.</param>
/// <param name="Direction">Only this direction; null for both.</param>
/// <param name="From">Only entries at or after this moment.</param>
/// <param name="To">Only entries before this moment.</param>
/// <param name="Operation">Only what this operation moved.</param>
/// <param name="Counterparty">Only entries with this other wallet.</param>
public sealed record HistoryQuery(
    int Limit, long? BeforeSequence = null, Direction? Direction = null, Timestamp? From = null, Timestamp? To = null,
    Operation? Operation = null, WalletId? Counterparty = null)
{
    /// <summary>Whether entries have to be looked at one by one, because no index leads to those that are wanted. Then
    /// a page ends after <see cref="Limits.MaxExamined"/> of them at the latest: it may hold fewer than the limit, or
    /// nothing, and have a next one.</summary>
    public bool IsSifted => Operation is not null || Counterparty is not null;

    /// <summary>Whether an entry is one of those, as far as that is so.</summary>
    public bool Wants(HistoryItem item) =>
        (Operation is not { } operation || item.Operation == operation)
        && (Counterparty is not { } counterparty || item.Counterparty == counterparty);
}
