namespace Wallet.Core;

/// <summary>
/// What an operator does with a ledger from a process of its own, in whatever store it is. Whether that works while the
/// ledger is served is the ledger's matter: it refuses where it doesn't.
/// </summary>
public interface ILedgerOperator
{
    /// <summary>What copies the ledger and puts a copy in its place; null if it is in a server, which has tools of its
    /// own for that.</summary>
    ILedgerFile? File { get; }

    /// <summary>Checks the invariants from raw rows, also while the ledger is served.</summary>
    /// <param name="since">Heads that an earlier audit saved: everything up to them must be as it was.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <exception cref="LedgerStartException">There is no ledger, or it can't be read.</exception>
    Task<AuditReport> AuditAsync(AuditHeads? since = null, IProgress<AuditProgress>? progress = null);

    /// <summary>How many passwords and PINs are hashed under each pepper, also while the ledger is served.</summary>
    /// <exception cref="LedgerStartException">There is no ledger, or it can't be read.</exception>
    Task<IReadOnlyList<PepperUse>> CountPeppersAsync();

    /// <summary>Opens the ledger, which must be there, for one act, and closes it again.</summary>
    /// <exception cref="LedgerStartException">There is no ledger, or it can't be opened.</exception>
    Task<T> ActAsync<T>(Func<ILedgerStore, Task<T>> act);
}
