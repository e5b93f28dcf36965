using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>What an operator does with a SQLite ledger. It can be written to beside those who serve it only if they
/// share it.</summary>
/// <param name="options">Where it is, and how it is opened.</param>
/// <param name="time">The clock.</param>
public sealed class SqliteOperator(SqliteLedgerOptions options, TimeProvider time) : ILedgerOperator, ILedgerFile
{
    /// <summary>What entries are dated with, where there is another clock to compare the own with.</summary>
    public LedgerClock? Clock { get; init; }

    /// <summary>The file of the lockouts' states, which a backup takes along; null if they are elsewhere.</summary>
    public string? Lockouts { get; init; }

    /// <inheritdoc/>
    public string? Keys { get; init; }

    /// <summary>Locks what the ledger is in before it is written to or replaced.</summary>
    public Func<IDisposable>? Claim { get; init; }

    /// <inheritdoc/>
    public ILedgerFile File => this;

    /// <inheritdoc/>
    public long Bytes => SizeOf(options.Path) + SizeOf(options.Path + "-wal");

    /// <inheritdoc/>
    public Task<AuditReport> AuditAsync(AuditHeads? since = null, IProgress<AuditProgress>? progress = null) =>
        Task.Run(() => SqliteAudit.Run(options.Path, progress, since));

    /// <inheritdoc/>
    public Task<IReadOnlyList<PepperUse>> CountPeppersAsync() => Task.Run(() =>
    {
        SqliteRestore.RefuseInterrupted(options.Path);
        if (!System.IO.File.Exists(options.Path))
            throw new LedgerStartException($"There is no ledger {options.Path}.");
        try
        {
            using var db = new Database(options.Path, OpenMode.Read);
            Schema.CheckFormat(db, options.Path);
            return UserTable.CountPeppers(db);
        }
        catch (SqliteFailure e)
        {
            throw new LedgerStartException($"The ledger {options.Path} can't be read: {e.Message}.", e);
        }
    });

    /// <inheritdoc/>
    public async Task<T> ActAsync<T>(Func<ILedgerStore, Task<T>> act)
    {
        if (!System.IO.File.Exists(options.Path))
            throw new LedgerStartException($"There is no ledger {options.Path}.");
        using var claimed = Claim?.Invoke();
        await using var ledger = SqliteLedger.Open(options, time, Clock);
        return await act(ledger);
    }

    /// <inheritdoc/>
    public void Backup(string file) => SqliteBackup.Run(options.Path, file, Lockouts);

    /// <inheritdoc/>
    public AuditReport AuditCopy(string file) => SqliteAudit.Run(file);

    /// <inheritdoc/>
    public RestoreResult Restore(string file, IProgress<AuditProgress>? progress = null)
    {
        if (!System.IO.File.Exists(file))
            throw new LedgerStartException($"There is no backup {Path.GetFullPath(file)}.");
        using var claimed = Claim?.Invoke();
        return SqliteRestore.Run(options.Path, file, options.Currency, progress, time);
    }

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
