using SQLitePCL;

namespace Wallet.Bench;

/// <summary>A prepared statement of the bare loop.</summary>
internal sealed class RawStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    public RawStatement(sqlite3 db, string sql)
    {
        _db = db;
        Check(db, raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public RawStatement Bind(int index, long value)
    {
        Check(_db, raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public RawStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(_db, raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public RawStatement Bind(int index, string value)
    {
        Check(_db, raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    /// <summary>Runs it and takes the first column of the first row, 0 if there is none.</summary>
    public long Run()
    {
        var code = raw.sqlite3_step(_statement);
        var value = code == raw.SQLITE_ROW ? raw.sqlite3_column_int64(_statement, 0) : 0;
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(_db, code);
        Check(_db, raw.sqlite3_reset(_statement));
        return value;
    }

    public void Dispose() => _statement.Dispose();

    public static void Check(sqlite3 db, int code)
    {
        if (code != raw.SQLITE_OK)
            throw new BenchException($"SQLite error {code}: {raw.sqlite3_errmsg(db).utf8_to_string()}");
    }
}
