namespace Wallet.Core;

/// <summary>One immutable ledger record: one side of a transfer, in the chain of one wallet.</summary>
/// <param name="Wallet">The wallet whose entry it is.</param>
/// <param name="Sequence">Its number in the wallet's chain: 1, 2, 3 … without a gap.</param>
/// <param name="TransferId">The transfer it belongs to.</param>
/// <param name="Direction">Debit or credit.</param>
/// <param name="Counterparty">The other wallet.</param>
/// <param name="Amount">How much.</param>
/// <param name="BalanceAfterMinor">The wallet's balance right after, in minor units.</param>
/// <param name="CreatedAt">The ledger's time; never before that of the wallet's entry before.</param>
/// <param name="Note">The sender's note, if any.</param>
public record LedgerEntry(
    WalletId Wallet,
    long Sequence,
    TransferId TransferId,
    Direction Direction,
    WalletId Counterparty,
    Amount Amount,
    long BalanceAfterMinor,
    Timestamp CreatedAt,
    Note? Note);
