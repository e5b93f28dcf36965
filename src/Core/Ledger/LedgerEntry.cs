namespace Wallet.Core;

/// <summary>Which way an entry moved its wallet's balance. The numbers are part of the entry hash and never change
/// meaning.</summary>
public enum Direction : byte
{
    /// <summary>Money left the wallet.</summary>
    Debit = 1,

    /// <summary>Money came into the wallet.</summary>
    Credit = 2,
}

/// <summary>One immutable ledger record: one side of a transfer, in the chain of one wallet.</summary>
/// <param name="Wallet">The wallet whose entry it is.</param>
/// <param name="Sequence">Its place in the wallet's chain: 1, 2, 3 … without a gap.</param>
/// <param name="TransferId">The transfer it belongs to.</param>
/// <param name="Direction">Debit or credit.</param>
/// <param name="Counterparty">The other wallet.</param>
/// <param name="Amount">How much.</param>
/// <param name="BalanceAfterMinor">The wallet's balance right after, in minor units.</param>
/// <param name="CreatedAt">The ledger's time; never before that of the wallet's entry before.</param>
/// <param name="Note">The sender's note, if any.</param>
public sealed record LedgerEntry(
    WalletId Wallet,
    long Sequence,
    TransferId TransferId,
    Direction Direction,
    WalletId Counterparty,
    Amount Amount,
    long BalanceAfterMinor,
    Timestamp CreatedAt,
    Note? Note);

/// <summary>Which entries of a wallet's history are wanted. They come newest first.</summary>
/// <param name="Limit">How many at most, 1 to <see cref="Limits.MaxPageSize"/>.</param>
/// <param name="BeforeSequence">Only entries with a smaller sequence (the cursor); null for the newest.</param>
/// <param name="Direction">Only this direction; null for both.</param>
/// <param name="From">Only entries at or after this moment.</param>
/// <param name="To">Only entries before this moment.</param>
public sealed record HistoryQuery(
    int Limit, long? BeforeSequence = null, Direction? Direction = null, Timestamp? From = null, Timestamp? To = null);

/// <summary>A page of history, newest first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="NextBeforeSequence">The cursor of the next page, or null if this is the last.</param>
public sealed record HistoryPage(IReadOnlyList<LedgerEntry> Entries, long? NextBeforeSequence);

/// <summary>A wallet as its owner sees it.</summary>
/// <param name="Id">The ID.</param>
/// <param name="BalanceMinor">The balance in minor units.</param>
/// <param name="Frozen">Whether it can neither send nor receive.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record WalletView(WalletId Id, long BalanceMinor, bool Frozen, Timestamp CreatedAt);
