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
    private readonly Database _db;
    private CopyWrites? _writes;

    private SqliteCopyTarget(string path, LedgerFileLock alone, Database db) => (_path, _alone, _db) = (path, alone, db);

    /// <summary>Opens a file, and makes it if there is none. Nothing is written to it yet.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <exception cref="LedgerStartException">It can't be opened, or somebody has opened it; the message is one plain
    /// line.</exception>
    public static SqliteCopyTarget Open(string path)
    {
        path = Path.GetFullPath(path);
        SqliteRestore.RefuseInterrupted(path);
        var alone = new LedgerFileLock(path + ".lock", shared: false);
        try
        {
            OwnersFile.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read).Dispose();
            return new SqliteCopyTarget(path, alone, new Database(path, OpenMode.Write));
        }
        catch (Exception e)
        {
            alone.Dispose();
            if (e is SqliteFailure or IOException or UnauthorizedAccessException)
                throw new LedgerStartException($"The copy {path} can't be written: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<CopyState> BeginAsync(CopyState start, string currency) => Try(() =>
    {
        // An empty file has no journal mode to be found out and none to be kept.
        if (_db.Scalar("SELECT count(*) FROM sqlite_schema") == 0)
            Create(start, currency);
        else if (!Schema.IsUnfinished(_db))
            throw new LedgerStartException($"{_path} is not empty; a copy overwrites nothing.");
        Schema.CheckFormat(_db, _path, unfinished: true);
        _db.Execute("PRAGMA journal_mode = TRUNCATE");
        _writes = new CopyWrites(_db);
        return CopyState.Parse(_db.ScalarText($"SELECT value FROM settings WHERE name = '{Setting}'"));
    });

    /// <inheritdoc/>
    public Task WriteAsync(CopySlice slice, CopyState state) => Try(() => Transact(() =>
    {
        _writes!.Write(slice, state);
        _db.Prepare($"UPDATE settings SET value = ?1 WHERE name = '{Setting}'").Bind(1, state.ToText()).Run();
    }));

    /// <inheritdoc/>
    public Task IndexAsync(IProgress<AuditProgress>? progress = null) => Try(() =>
    {
        while (CopyKeyIndex.Next(_db) is { } part)
        {
            Transact(() => CopyKeyIndex.Write(_db, part));
            progress?.Report(new AuditProgress(part.Through, part.Records));
        }

        return 0;
    });

    /// <inheritdoc/>
    public Task<ICopySource> ReadBackAsync() =>
        Task.FromResult<ICopySource>(SqliteCopySource.OpenUnfinished(_path));

    /// <inheritdoc/>
    public Task CompleteAsync() => Try(() => Transact(() =>
    {
        _db.Prepare($"DELETE FROM settings WHERE name = '{Setting}'").Run();
        Schema.SetUnfinished(_db, unfinished: false);
    }));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _db.Dispose();
        _alone.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Create(CopyState start, string currency) => Transact(() =>
    {
        Schema.CreateTables(_db);
        Schema.SetUnfinished(_db, unfinished: true);
        Schema.SetIndexed(_db, 0);
        var insert = _db.Prepare("INSERT INTO settings (name, value) VALUES (?1, ?2)");
        insert.Bind(1, "currency").Bind(2, currency).Run();
        insert.Bind(1, Setting).Bind(2, start.ToText()).Run();
    });

    private int Transact(Action write)
    {
        _db.Prepare("BEGIN IMMEDIATE").Run();
        try
        {
            write();
            _db.Prepare("COMMIT").Run();
            return 0;
        }
        catch
        {
            _db.RollBack();
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
        catch (SqliteFailure e)
        {
            throw new LedgerStartException($"The copy {_path} can't be written: {e.Message}", e);
        }
    });
}
