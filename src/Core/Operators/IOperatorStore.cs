namespace Wallet.Core;

/// <summary>What operators see and do. Lives in the same store as the ledger, because an act and its row in the log are
/// written in one transaction. Reads are linearizable, as the ledger's are.</summary>
public interface IOperatorStore
{
    /// <summary>The key with a secret's digest, revoked or not; null if there is none.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<OperatorKey?> FindOperatorKeyAsync(byte[] digest);

    /// <summary>All keys, the oldest first. There are few.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<OperatorKey>> ListOperatorKeysAsync();

    /// <summary>Does what an operator asks for and logs it, both or neither. When it returns, both are durable, and a
    /// freeze holds for every transfer that had not been decided, in every silo.</summary>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again: an act that is done
    /// twice is two rows of the log, and no more.</exception>
    ValueTask<OperatorVerdict> ActAsync(OperatorAct act);

    /// <summary>How a wallet is frozen; null if it is not, or not any more by the ledger's time.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<Freeze?> FindFreezeAsync(WalletId wallet);

    /// <summary>The last row of the log that froze or thawed a wallet: since when, by whom and why it is as it is. Null
    /// if there is none.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<OperatorLogEntry?> FindLastFreezeAsync(WalletId wallet);

    /// <summary>Some rows of the log, newest first.</summary>
    /// <param name="limit">How many at most, 1 to <see cref="Limits.MaxPageSize"/>.</param>
    /// <param name="beforeSequence">Only rows with a smaller sequence; null for the newest.</param>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<OperatorLogEntry>> ReadOperatorLogAsync(int limit, long? beforeSequence = null);

    /// <summary>Keeps an audit, and forgets all but the last 100.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    ValueTask SaveAuditAsync(StoredAudit audit);

    /// <summary>The last audits, newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<StoredAudit>> ListAuditsAsync(int limit);
}
