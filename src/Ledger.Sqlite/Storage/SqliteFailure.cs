using SQLitePCL;

namespace Wallet.Ledger.Sqlite;

/// <summary>A call to SQLite failed.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"SQLite error {code}: {message}")
{
    /// <summary>The extended result code, see https://sqlite.org/rescode.html.</summary>
    public int Code { get; } = code;

    private int Primary => Code & 0xff;

    /// <summary>Whether the store itself failed, rather than something about the statement.</summary>
    public bool IsOfStore => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY
        or raw.SQLITE_INTERRUPT or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN
        or raw.SQLITE_PROTOCOL or raw.SQLITE_NOTADB;

    /// <summary>Whether another connection or process held a lock for too long.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>Whether a row was refused because another one has its key.</summary>
    public bool IsConstraint => Primary == raw.SQLITE_CONSTRAINT;

    /// <summary>Whether the disk is full.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL;

    /// <summary>
    /// Whether the connection can no longer be trusted to know what is on the disk. After an I/O error at COMMIT, the
    /// commit may have landed or not.
    /// </summary>
    public bool NeedsReopen => Primary is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
        or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL;
}
