using SQLitePCL;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A ledger's file as somebody has it who can write to it and knows SQLite, but not the program that made
/// it.</summary>
internal sealed class DamageFile : IDisposable
{
    private readonly sqlite3 _db;

    static DamageFile() => Batteries_V2.Init();

    public DamageFile(string path)
    {
        Check(raw.sqlite3_open_v2(path, out _db, raw.SQLITE_OPEN_READWRITE, null));
        // So that the damage reaches the file itself and not a log beside it.
        Check(raw.sqlite3_wal_autocheckpoint(_db, 1));
    }

    /// <summary>Runs statements as they are.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(_db, sql));

    /// <summary>Runs statements while no trigger protects the rows, and restores the triggers, so that only the damage
    /// is left to find.</summary>
    public void RunWithoutTriggers(string sql)
    {
        var triggers = Rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
        foreach (var trigger in triggers)
            Run($"DROP TRIGGER {trigger[0]}");
        Run(sql);
        foreach (var trigger in triggers)
            Run((string)trigger[1]!);
    }

    /// <summary>Runs a statement with values, once for each row of them.</summary>
    public void RunEach(string sql, IEnumerable<object?[]> rows)
    {
        Check(raw.sqlite3_prepare_v2(_db, sql, out var statement));
        using (statement)
        {
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++)
                    Check(row[i] is byte[] bytes ? raw.sqlite3_bind_blob(
                        statement, i + 1, bytes) : raw.sqlite3_bind_int64(statement, i + 1, (long)row[i]!));
                if (raw.sqlite3_step(statement) != raw.SQLITE_DONE)
                    Check(raw.sqlite3_errcode(_db));
                Check(raw.sqlite3_reset(statement));
            }
        }
    }

    /// <summary>Reads all rows: integers, texts, blobs and nulls.</summary>
    public List<object?[]> Rows(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_db, sql, out var statement));
        using (statement)
        {
            var rows = new List<object?[]>();
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                rows.Add(
                    [.. Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(i => Value(statement, i))]);
            if (code != raw.SQLITE_DONE)
                Check(code);
            return rows;
        }
    }

    public void Dispose() => _db.Dispose();

    private static object? Value(sqlite3_stmt statement, int column) =>
        raw.sqlite3_column_type(statement, column) switch
        {
            raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
            raw.SQLITE_NULL => null,
            raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, column).ToArray(),
            _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
        };

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite {code}: {raw.sqlite3_errmsg(_db).utf8_to_string()}");
    }
}
