using Microsoft.Data.Sqlite;
using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>
/// Guard states in a SQLite file of their own, synced to the disk with each write. States with a time to forget are pruned: those that
/// are over, and of the rest the first to be forgotten, down to <see cref="MaxForgettable"/>, once every <see cref="PruneEvery"/> writes.
/// </summary>
internal sealed partial class SqliteGuardStore : IGuardStore, IDisposable
{
    /// <summary>How many states with a time to forget are kept.</summary>
    public const int MaxForgettable = 100_000;

    private const int PruneEvery = 64;

    private const string Prepare = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS guards (
          subject TEXT PRIMARY KEY,
          failures INTEGER NOT NULL,
          locked_until INTEGER,
          forget_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS guards_by_forget_at ON guards (forget_at) WHERE forget_at IS NOT NULL;
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _writes;
    private bool _failing;

    private SqliteGuardStore(SqliteConnection connection, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _time = time;
        _logger = logger;
    }

    /// <summary>Opens the file and makes it if there is none.</summary>
    /// <exception cref="StartException">It can't be opened.</exception>
    /// <exception cref="LedgerStartException">The SQLite library is too old.</exception>
    public static SqliteGuardStore Open(string path, TimeProvider time, ILogger<SqliteGuardStore> logger)
    {
        SqliteVersion.Check();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 2 }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Prepare;
            command.ExecuteNonQuery();
            return new SqliteGuardStore(connection, time, logger);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StartException(ExitCodes.CannotStart, $"The guards' file {path} can't be opened: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<GuardState> ReadAsync(string subject) => InLock(() =>
    {
        using var command = Command("SELECT failures, locked_until, forget_at FROM guards WHERE subject = $subject", ("$subject", subject));
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new GuardState(reader.GetInt32(0), Moment(reader, 1), Moment(reader, 2))
            : GuardState.Clear;
    });

    /// <inheritdoc/>
    public async ValueTask WriteAsync(params IReadOnlyList<(string Subject, GuardState State)> states) => await InLock(() =>
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var (subject, state) in states)
            Write(subject, state);
        if (_writes++ % PruneEvery == 0)
            Prune();
        transaction.Commit();
        _failing = false;
        return true;
    });

    /// <summary>Whether the file can be written to right now.</summary>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            // After a failure only a write that reaches the disk proves that the file is back. What it writes is pruned again.
            if (Volatile.Read(ref _failing))
                await WriteAsync(("probe", new GuardState(0, null, new Timestamp(0))));
            await ReadAsync("probe");
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Write(string subject, GuardState state)
    {
        if (state == GuardState.Clear)
        {
            using var delete = Command("DELETE FROM guards WHERE subject = $subject", ("$subject", subject));
            delete.ExecuteNonQuery();
            return;
        }

        using var write = Command(
            """
            INSERT INTO guards (subject, failures, locked_until, forget_at) VALUES ($subject, $failures, $locked, $forget)
            ON CONFLICT (subject) DO UPDATE SET failures = $failures, locked_until = $locked, forget_at = $forget
            """,
            ("$subject", subject), ("$failures", state.Failures),
            ("$locked", state.LockedUntil?.UnixMicroseconds), ("$forget", state.ForgetAt?.UnixMicroseconds));
        write.ExecuteNonQuery();
    }

    private void Prune()
    {
        using var over = Command("DELETE FROM guards WHERE forget_at <= $now", ("$now", Timestamp.Now(_time).UnixMicroseconds));
        over.ExecuteNonQuery();
        using var surplus = Command(
            "DELETE FROM guards WHERE forget_at <= (SELECT forget_at FROM guards WHERE forget_at IS NOT NULL ORDER BY forget_at DESC LIMIT 1 OFFSET $keep)",
            ("$keep", MaxForgettable));
        surplus.ExecuteNonQuery();
    }

    // A statement takes microseconds and a commit one sync of the disk; bcrypt beside it takes longer than either.
    private ValueTask<T> InLock<T>(Func<T> work)
    {
        lock (_lock)
        {
            try
            {
                return new(work());
            }
            catch (SqliteException e)
            {
                // Said once, not for each attempt until it works again.
                if (!_failing)
                    LogFailure(_logger, e.Message);
                _failing = true;
                return ValueTask.FromException<T>(new IOException("The guards' file can't be used: " + e.Message, e));
            }
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private static Timestamp? Moment(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new Timestamp(reader.GetInt64(column));

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The guards' file failed, so no secret is compared: {Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);
}
