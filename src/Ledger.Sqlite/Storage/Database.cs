using SQLitePCL;

namespace Wallet.Ledger.Sqlite;

/// <summary>One connection to a ledger file with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    // Some 100 are in use. More would be texts that are built anew each time, and each be kept.
    private const int MaxStatements = 256;

    private readonly sqlite3 _db;

    // Keyed by reference: the text is a constant, and hashing it would take longer than running many a statement.
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    static Database()
    {
        Batteries_V2.Init();
        // Otherwise SQLite counts every allocation under one lock for the whole process, and nobody reads the counts.
        // Once SQLite is in use, the setting has no effect.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <param name="path">The file.</param>
    /// <param name="mode">Whether to write, and to make the file.</param>
    /// <exception cref="Core.LedgerStartException">The SQLite library is not one to trust with money.</exception>
    public Database(string path, OpenMode mode)
    {
        SqliteVersion.Check();
        var flags = raw.SQLITE_OPEN_NOMUTEX | mode switch
        {
            OpenMode.Create => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            OpenMode.Write => raw.SQLITE_OPEN_READWRITE,
            _ => raw.SQLITE_OPEN_READONLY,
        };
        var code = raw.sqlite3_open_v2(path, out _db, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var failure = Failure(_db, code);
            _db.Dispose();
            throw failure;
        }

        raw.sqlite3_extended_result_codes(_db, 1);
        raw.sqlite3_busy_timeout(_db, (int)BusyTimeout.TotalMilliseconds);
        // No connection copies the log in passing, neither when it commits nor when it is closed (see LogCopyLock).
        // That also goes for databases that it attaches.
        raw.sqlite3_wal_autocheckpoint(_db, 0);
        Configure(raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
        if (mode != OpenMode.Read)
            Execute("PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;");
    }

    /// <summary>How long a statement waits for another connection's lock. Less than a ledger transaction's 5
    /// s.</summary>
    public static TimeSpan BusyTimeout => TimeSpan.FromSeconds(4);

    /// <summary>Whether no transaction is open.</summary>
    public bool IsAutocommit => raw.sqlite3_get_autocommit(_db) != 0;

    /// <summary>The statement for <paramref name="sql"/>, prepared once. The text is a constant and never built from
    /// data.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        if (_statements.Count == MaxStatements)
            throw new InvalidOperationException("Statements are prepared under texts that are built from data.");
        _statements.Add(sql, statement = new Statement(_db, sql));
        return statement;
    }

    /// <summary>Runs statements that return nothing.</summary>
    public void Execute(string sql) => Check(_db, raw.sqlite3_exec(_db, sql));

    /// <summary>Runs a statement and takes the first column of its first row.</summary>
    public long Scalar(string sql)
    {
        using var statement = new Statement(_db, sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Runs a statement and takes the first column of its first row as text.</summary>
    public string ScalarText(string sql)
    {
        using var statement = new Statement(_db, sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Begins a transaction that may write, unless another connection is writing.</summary>
    public bool TryBeginAtOnce()
    {
        raw.sqlite3_busy_timeout(_db, 0);
        try
        {
            Prepare("BEGIN IMMEDIATE").Run();
            return true;
        }
        catch (SqliteFailure e) when (e.IsBusy)
        {
            return false;
        }
        finally
        {
            raw.sqlite3_busy_timeout(_db, (int)BusyTimeout.TotalMilliseconds);
        }
    }

    /// <summary>Rolls back what is open, if anything is, and gets every statement ready for use again.</summary>
    public void RollBack()
    {
        foreach (var statement in _statements.Values)
            statement.Reset();
        if (!IsAutocommit)
            Execute("ROLLBACK");
    }

    /// <summary>How long the write-ahead log is, whoever wrote it, and how much of that is in the file by now. Copies
    /// nothing and locks nothing.</summary>
    public (long Pages, long Copied) LogLength()
    {
        var read = Prepare("PRAGMA wal_checkpoint(NOOP)");
        read.Step();
        var length = (read.Int64(1), read.Int64(2));
        read.Reset();
        return length;
    }

    /// <summary>Copies pages from the write-ahead log into the file, as many as readers allow, without waiting for
    /// anybody. For the holder of a <see cref="LogCopyLock"/> only.</summary>
    /// <returns>How many pages of the log are in the file by now.</returns>
    public int Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_db, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out var copied);
        if ((code & 0xff) != raw.SQLITE_BUSY)
            Check(_db, code);
        return copied;
    }

    /// <summary>Copies the whole write-ahead log into the file, syncs it and empties the log. For the holder of a
    /// <see cref="LogCopyLock"/> only.</summary>
    /// <exception cref="SqliteFailure">Also when somebody writes, or reads what was there before, for longer than
    /// <see cref="BusyTimeout"/>.</exception>
    public void CheckpointAll() =>
        Check(_db, raw.sqlite3_wal_checkpoint_v2(_db, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _));

    /// <summary>Has the connection copy the log into the file and remove it when it is closed, if it is the last one on
    /// the ledger. For the holder of a <see cref="LogCopyLock"/> only.</summary>
    public void CopyOnClose() => Configure(raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0);

    private void Configure(int option, int value) => Check(_db, raw.sqlite3_db_config(_db, option, value, out _));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _db.Dispose();
    }

    public static void Check(sqlite3 db, int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(db, code);
    }

    // SQLite's message may name files and SQL, but never a bound value.
    public static SqliteFailure Failure(sqlite3 db, int code) => new(code, raw.sqlite3_errmsg(db).utf8_to_string());
}
