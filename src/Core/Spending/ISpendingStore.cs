namespace Wallet.Core;

/// <summary>Keeps the limits that owners set for their wallets. Lives in the same store as the ledger, because a
/// batch is decided by them: one that is decided after limits were set knows them, in every silo.</summary>
public interface ISpendingStore
{
    /// <summary>A wallet's limits and what it has sent, linearizably; null if there is no such wallet.</summary>
    /// <exception cref="LedgerException">The store cannot be read, or its clock can't be believed.</exception>
    ValueTask<SpendingView?> FindSpendingAsync(WalletId wallet);

    /// <summary>Sets a wallet's limits as <see cref="WalletLimits.Set"/> says, by the ledger's time. When it returns,
    /// they are durable.</summary>
    /// <returns>Null if there is no such wallet, or it is the house's.</returns>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again.</exception>
    ValueTask<SpendingView?> SetLimitsAsync(WalletId wallet, SpendingLimits limits);
}
