namespace Wallet.Core;

/// <summary>
/// The one authority on money. A ledger decides batches of balance changes, each batch in one transaction, and answers
/// questions about what it decided. <c>LedgerConformance</c> in the tests is the executable form of this contract.
/// </summary>
public interface ILedger : IBatchLedger
{
    /// <summary>
    /// Makes whoever calls <see cref="IBatchLedger.CommitAsync"/> here the ledger's one committer, from the next batch
    /// on: another one that is dead, frozen or cut off is fenced off (<see cref="LedgerFencedException"/>), and what it
    /// has left open is ended. Called whenever a committer begins. Where nothing can outlive its process and still hold
    /// a wallet, there is nothing to do.
    /// </summary>
    void BeginEpoch()
    {
    }

    /// <summary>What the caller's key led to, or null. Absence proves nothing while an attempt may be
    /// running.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<KeyRecord?> FindKeyAsync(WalletId caller, IdempotencyKey key);

    /// <summary>A transfer by its ID, or null.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<Transfer?> FindTransferAsync(TransferId id);

    /// <summary>How much of a transfer has been given back, in minor units; 0 if nothing refers to it.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<long> FindGivenBackAsync(TransferId transfer);

    /// <summary>A wallet, linearizably: every change acknowledged before the call is in it. Null if there is
    /// none.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<WalletView?> FindWalletAsync(WalletId id);

    /// <summary>A page of a wallet's history, newest first. Its cost depends on the page, not on the history.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query);

    /// <summary>Whether the ledger can be reached and written to right now.</summary>
    ValueTask<bool> IsReadyAsync();
}

/// <summary>All that one store keeps: the ledger, and what is written in transactions with it.</summary>
public interface ILedgerStore : ILedger, IUserStore, IOperatorStore;
