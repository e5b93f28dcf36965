namespace Wallet.Core;

/// <summary>Decides batches of balance changes: all that a committer needs of a ledger.</summary>
public interface IBatchLedger
{
    /// <summary>
    /// Decides a batch in one transaction: reads the keys, settles duplicates within the batch in order, decides the
    /// rest in order against balances read inside the transaction, and writes everything or nothing. When the task
    /// completes, the decisions are durable. A refused command never spoils its neighbours. Use
    /// <see cref="LedgerBatch"/> to decide. Whoever awaits it may go on on the ledger's own thread, so that the next
    /// batch loses no time between threads: it should be brief, and never block.
    /// </summary>
    /// <param name="batch">1 to <see cref="Limits.MaxBatch"/> commands.</param>
    /// <returns>One decision for each command, in order.</returns>
    /// <exception cref="LedgerException">The store failed; its <see cref="LedgerException.Failure"/> says what that
    /// means. Any other exception is definite too (nothing was written) and concerns something in this
    /// batch.</exception>
    ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch);
}

/// <summary>
/// The one authority on money. A ledger decides batches of balance changes, each batch in one transaction, and answers
/// questions about what it decided. <c>LedgerConformance</c> in the tests is the executable form of this contract.
/// </summary>
public interface ILedger : IBatchLedger
{
    /// <summary>What the caller's key led to, or null. Absence proves nothing while an attempt may be
    /// running.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<KeyRecord?> FindKeyAsync(WalletId caller, IdempotencyKey key);

    /// <summary>A transfer by its ID, or null.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<Transfer?> FindTransferAsync(TransferId id);

    /// <summary>A wallet, linearizably: every change acknowledged before the call is in it. Null if there is
    /// none.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<WalletView?> FindWalletAsync(WalletId id);

    /// <summary>A page of a wallet's history, newest first. Its cost depends on the page, not on the history.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query);

    /// <summary>Freezes or thaws a wallet. A frozen wallet can neither send nor receive.</summary>
    /// <returns>False if there is no such wallet (the issuer cannot be frozen).</returns>
    /// <exception cref="LedgerException">The store cannot be written.</exception>
    ValueTask<bool> SetFrozenAsync(WalletId id, bool frozen);

    /// <summary>Whether the ledger can be reached and written to right now.</summary>
    ValueTask<bool> IsReadyAsync();
}

/// <summary>What a failure of a ledger's store says about the batch.</summary>
public enum LedgerFailure
{
    /// <summary>The store is down, full or locked. Surely nothing of this batch was written.</summary>
    Unavailable,

    /// <summary>The commit may or may not have landed. Running the same commands again under the same keys is safe and
    /// learns it.</summary>
    Unknown,
}

/// <summary>A ledger's store failed.</summary>
public class LedgerException(LedgerFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is known about the batch.</summary>
    public LedgerFailure Failure { get; } = failure;
}
