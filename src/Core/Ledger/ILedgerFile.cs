namespace Wallet.Core;

/// <summary>A ledger that is a file of this machine.</summary>
public interface ILedgerFile
{
    /// <summary>The file of keys without which a copy is of no use; null if they are settings.</summary>
    string? Keys { get; }

    /// <summary>How large the ledger is, in bytes. A copy is not larger.</summary>
    long Bytes { get; }

    /// <summary>Copies the ledger to a new file, also while it is served.</summary>
    /// <exception cref="LedgerStartException">It can't be read, or the copy can't be written.</exception>
    void Backup(string file);

    /// <summary>Checks the invariants of what <see cref="Backup"/> made.</summary>
    /// <exception cref="LedgerStartException">It can't be read.</exception>
    AuditReport AuditCopy(string file);

    /// <summary>Puts a backup in the ledger's place if its audit is clean. Nobody may have the ledger open.</summary>
    /// <exception cref="LedgerStartException">Somebody has, or the file is no backup.</exception>
    RestoreResult Restore(string file, IProgress<AuditProgress>? progress = null);
}
