namespace Wallet.Core;

/// <summary>Decides batches of balance changes: all that a committer needs of a ledger.</summary>
public interface IBatchLedger
{
    /// <summary>
    /// Decides a batch in one transaction: reads the keys, settles duplicates within the batch in order, decides the
    /// rest in order against balances read inside the transaction, and writes everything or nothing. When the task
    /// completes, the decisions are durable. A refused command never spoils its neighbours. Use
    /// <see cref="LedgerBatch"/> to decide. The code that awaits it may continue on the ledger's own thread, so that
    /// the next batch loses no time between threads; it must be brief and never block.
    /// </summary>
    /// <param name="batch">1 to <see cref="Limits.MaxBatch"/> commands.</param>
    /// <returns>One decision for each command, in order.</returns>
    /// <exception cref="LedgerException">The store failed; its <see cref="LedgerException.Failure"/> says what that
    /// means. Any other exception is definite too (nothing was written) and concerns something in this
    /// batch.</exception>
    ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch);
}
