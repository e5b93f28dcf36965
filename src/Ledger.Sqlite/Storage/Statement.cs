using SQLitePCL;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// A prepared statement. Thin on purpose: a batch of 512 transfers binds some 15,000 values, and an ADO.NET parameter
/// object for each would cost more than SQLite itself. Parameters and columns are numbered as SQLite does: from 1 and
/// from 0.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 db, string sql)
    {
        _db = db;
        Database.Check(db, raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Database.Check(_db, raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Database.Check(_db, raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(index, bytes);
    }

    public Statement Bind(int index, string? value)
    {
        Database.Check(_db,
            value is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, TransferId? value) => value is { } id ? Bind(index, id.Value) : BindNull(index);

    public Statement Bind(int index, Guid? value) => value is { } id ? Bind(index, id) : BindNull(index);

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement BindNull(int index)
    {
        Database.Check(_db, raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Goes to the next row. False when there is none; the statement is then reset by itself.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(_statement);
            return false;
        }

        var failure = Database.Failure(_db, code);
        raw.sqlite3_reset(_statement);
        throw failure;
    }

    /// <summary>Whether there is a first row.</summary>
    public bool StepOnce()
    {
        var row = Step();
        Reset();
        return row;
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public Timestamp? TimestampOrNull(int column) => IsNull(column) ? null : new Timestamp(Int64(column));

    public TransferId? TransferIdOrNull(int column) => IsNull(column) ? null : new TransferId(Guid(column));

    public Guid Guid(int column) => new(Blob(column), bigEndian: true);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => _statement.Dispose();
}
