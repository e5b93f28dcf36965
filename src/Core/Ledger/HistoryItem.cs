namespace Wallet.Core;

/// <summary>An entry as a history shows it: with what moved the money. That stands in the key record of its transfer
/// and not in the entry, so it is looked up when it is shown, and no transfer pays for it.</summary>
public sealed record HistoryItem : LedgerEntry
{
    /// <summary>Adds to an entry what its transfer's key record says, and where escrow is the other wallet, the terms
    /// of the hold.</summary>
    public HistoryItem(LedgerEntry entry, Operation operation, TransferId? link, HoldTerms? hold = null)
        : base(entry) =>
        (Operation, Link, OnBehalfOf) = (operation, link, hold?.OtherThan(entry.Wallet));

    /// <summary>What moved the money.</summary>
    public Operation Operation { get; }

    /// <summary>The transfer that it gives back, or the payment request that it pays, if it does.</summary>
    public TransferId? Link { get; }

    /// <summary>Where escrow is the other wallet: who the other party of the hold is.</summary>
    public WalletId? OnBehalfOf { get; }
}
