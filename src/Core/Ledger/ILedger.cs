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

    /// <summary>How much of a transfer has been given back, or of a hold captured and released, in minor units; 0 if
    /// nothing refers to it.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<long> FindGivenBackAsync(TransferId transfer);

    /// <summary>A wallet, linearizably: every change acknowledged before the call is in it. Null if there is
    /// none.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<WalletView?> FindWalletAsync(WalletId id);

    /// <summary>A wallet with the balance and sequence that it had at a moment: after its last entry at or before it,
    /// and nothing before its first one. As linearizable as the present balance, which a moment to come gives. An entry
    /// that is being committed may still be dated some seconds back. Its cost does not depend on the history.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<WalletView?> FindWalletAtAsync(WalletId id, Timestamp at);

    /// <summary>A page of a wallet's history, newest first. Its cost depends on the page, not on the history.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query);

    /// <summary>What is in a wallet's history between two moments, to be read by <see cref="ReadEntriesAsync"/>: every
    /// entry that was acknowledged before the call is seen. Null if there is no such wallet.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="from">Entries at or after this moment; null for all from the first one on.</param>
    /// <param name="to">Entries before this moment; null for all that there are now.</param>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<StatementView?> FindStatementAsync(WalletId wallet, Timestamp? from, Timestamp? to);

    /// <summary>Some entries of a wallet, oldest first. No connection, lock or transaction outlives the call.</summary>
    /// <param name="wallet">The wallet.</param>
    /// <param name="first">The sequence of the first one.</param>
    /// <param name="last">The sequence of the last one, which exists; at most <see cref="Limits.MaxSlice"/> in
    /// all.</param>
    /// <exception cref="LedgerException">The store cannot be read, or is damaged.</exception>
    ValueTask<IReadOnlyList<HistoryItem>> ReadEntriesAsync(WalletId wallet, long first, long last);

    /// <summary>Whether the ledger can be reached and written to right now.</summary>
    ValueTask<bool> IsReadyAsync();
}

/// <summary>All that one store keeps: the ledger, and what is written in transactions with it.</summary>
public interface ILedgerStore
    : ILedger, IUserStore, IOperatorStore, IHoldStore, ISpendingStore, IPaymentRequestStore;
