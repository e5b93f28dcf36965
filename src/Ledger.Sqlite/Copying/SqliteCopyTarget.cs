using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// A new SQLite ledger that is made by a copy. Rows come in the order of their numbers, so nearly every page is written
/// once, by a rollback journal: a write-ahead log would write each twice. What hosts need beside the rows (the log, and
/// their lock) they make themselves.
/// </summary>
public sealed class SqliteCopyTarget : ICopyTarget
{
    private const string Setting = "copy";

    private readonly string _path;
    private readonly LedgerFileLock _alone;
    private Database? _opened;
    private CopyWrites? _writes;

    private SqliteCopyTarget(string path, LedgerFileLock alone) => (_path, _alone) = (path, alone);

    /// <summary>Locks the place of a file, which is made when the copy begins.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <exception cref="LedgerStartException">Somebody has opened it; the message is one plain line.</exception>
    public static SqliteCopyTarget Open(string path)
    {
        path = Path.GetFullPath(path);
        SqliteRestore.RefuseInterrupted(path);
        return new SqliteCopyTarget(path, new LedgerFileLock(path + ".lock", shared: false));
    }

    private Database Db => _opened ?? throw new InvalidOperationException("The copy has not begun.");

    /// <inheritdoc/>
    public Task<CopyState> BeginAsync(CopyState start, string currency) => Try(() =>
    {
        OwnersFile.Open(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read).Dispose();
        _opened ??= new Database(_path, OpenMode.Write);
        if (Db.Scalar("SELECT count(*) FROM sqlite_schema") == 0)
            Create(start, currency);
        else if (!Schema.IsUnfinished(Db))
            throw new LedgerStartException($"{_path} is not empty; a copy overwrites nothing.");
        Schema.CheckFormat(Db, _path, unfinished: true);
        Db.Execute("PRAGMA journal_mode = TRUNCATE");
        _writes = new CopyWrites(Db);
        return CopyState.Parse(Db.ScalarText($"SELECT value FROM settings WHERE name = '{Setting}'"));
    });

    /// <inheritdoc/>
    public Task WriteAsync(CopySlice slice, CopyState state) => Try(() => Transact(() =>
    {
        _writes!.Write(slice, state);
        Db.Prepare($"UPDATE settings SET value = ?1 WHERE name = '{Setting}'").Bind(1, state.ToText()).Run();
    }));

    /// <inheritdoc/>
    public Task IndexAsync(IProgress<AuditProgress>? progress = null) => Try(() =>
    {
        while (CopyKeyIndex.Next(Db) is { } part)
        {
            Transact(() => CopyKeyIndex.Write(Db, part));
            progress?.Report(new AuditProgress(part.Through, part.Records));
        }

        return Transact(() => HoldRows.ListEnds(Db));
    });

    /// <inheritdoc/>
    public Task<ICopySource> ReadBackAsync() =>
        Task.FromResult<ICopySource>(SqliteCopySource.OpenUnfinished(_path));

    /// <inheritdoc/>
    public Task CompleteAsync() => Try(() => Transact(() =>
    {
        Db.Prepare($"DELETE FROM settings WHERE name = '{Setting}'").Run();
        Schema.SetUnfinished(Db, unfinished: false);
    }));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _opened?.Dispose();
        _alone.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Create(CopyState start, string currency) => Transact(() =>
    {
        Schema.CreateTables(Db);
        Schema.SetUnfinished(Db, unfinished: true);
        Schema.SetIndexed(Db, 0);
        var insert = Db.Prepare("INSERT INTO settings (name, value) VALUES (?1, ?2)");
        insert.Bind(1, "currency").Bind(2, currency).Run();
        insert.Bind(1, Setting).Bind(2, start.ToText()).Run();
    });

    private int Transact(Action write)
    {
        Db.Prepare("BEGIN IMMEDIATE").Run();
        try
        {
            write();
            Db.Prepare("COMMIT").Run();
            return 0;
        }
        catch
        {
            Db.RollBack();
            throw;
        }
    }

    // Off the caller's thread, which reads the next slice meanwhile.
    private Task<T> Try<T>(Func<T> write) => Task.Run(() =>
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is SqliteFailure or IOException or UnauthorizedAccessException)
        {
            throw new LedgerStartException($"The copy {_path} can't be written: {e.Message}", e);
        }
    });
}
