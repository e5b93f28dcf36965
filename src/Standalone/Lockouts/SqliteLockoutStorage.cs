using Microsoft.Data.Sqlite;
using Orleans.Serialization;
using Orleans.Storage;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Hosting;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>
/// The storage of the lockouts' grains in a SQLite file of its own, on one connection, synced to the disk with each
/// write. States with a time to forget are pruned: those that are over, and of the rest the first to be forgotten, down
/// to <see cref="MaxForgettable"/>, once every <see cref="PruneEvery"/> writes.
/// </summary>
internal sealed partial class SqliteLockoutStorage : IGrainStorage, IDisposable
{
    /// <summary>The table. A backup of the ledger has a copy of it, which a lockouts' file that is made anew begins
    /// with.</summary>
    private const string Table = "guard_books";

    /// <summary>How many states with a time to forget are kept.</summary>
    public const int MaxForgettable = 100_000;

    private const int PruneEvery = 64;

    private const string Prepare = """
        CREATE TABLE guard_books (
          name TEXT NOT NULL,
          grain TEXT NOT NULL,
          version TEXT NOT NULL,
          book BLOB NOT NULL,
          forget_at INTEGER,
          PRIMARY KEY (name, grain)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX guard_books_by_forget_at ON guard_books (forget_at) WHERE forget_at IS NOT NULL;
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly Serializer _serializer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _writes;
    private bool _failing;

    private SqliteLockoutStorage(SqliteConnection connection, Serializer serializer, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _serializer = serializer;
        _time = time;
        _logger = logger;
    }

    /// <summary>Opens the file and makes it if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ledger">The ledger file, which has the lockouts of its backup if it was restored from one.</param>
    /// <param name="serializer">Writes and reads states as messages between grains are written, by IDs and
    /// aliases.</param>
    /// <param name="walletOf">The wallet of a user, to take over PINs that were counted by user.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when the file fails.</param>
    /// <exception cref="StartException">It can't be opened.</exception>
    /// <exception cref="LedgerStartException">The SQLite library is too old.</exception>
    public static SqliteLockoutStorage Open(
        string path, string ledger, Serializer serializer, Func<UserId, WalletId?> walletOf, TimeProvider time,
        ILogger<SqliteLockoutStorage> logger)
    {
        SqliteVersion.Check();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 2 }.ToString());
        try
        {
            connection.Open();
            var storage = new SqliteLockoutStorage(connection, serializer, time, logger);
            storage.MakeUnlessThere(ledger, walletOf);
            return storage;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StartException(ExitCodes.CannotStart,
                $"The lockouts' file {path} can't be opened: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => InLock(() =>
    {
        using var command = Command("SELECT version, book FROM guard_books WHERE name = $name AND grain = $grain",
            ("$name", stateName), ("$grain", Key(grainId)));
        using var reader = command.ExecuteReader();
        if (reader.Read())
            Set(grainState, reader.GetString(0), _serializer.Deserialize<T>((byte[])reader[1])!);
        else
            Set(grainState, null, Activator.CreateInstance<T>()!);
    });

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => InLock(() =>
    {
        // A version is never used twice, so that nobody takes a state that was removed and made anew for the one he has
        // read.
        var version = Guid.NewGuid().ToString("N");
        using (var transaction = _connection.BeginTransaction())
        {
            CheckVersion(stateName, grainId, grainState.ETag);
            Put(stateName, Key(grainId), version, grainState.State, (grainState.State as LockoutBook)?.ForgetAt);
            if (_writes++ % PruneEvery == 0)
                Prune();
            transaction.Commit();
        }

        _failing = false;
        Set(grainState, version, grainState.State!);
    });

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => InLock(() =>
    {
        using (var transaction = _connection.BeginTransaction())
        {
            CheckVersion(stateName, grainId, grainState.ETag);
            using var delete = Command("DELETE FROM guard_books WHERE name = $name AND grain = $grain",
                ("$name", stateName), ("$grain", Key(grainId)));
            delete.ExecuteNonQuery();
            transaction.Commit();
        }

        _failing = false;
        Set(grainState, null, Activator.CreateInstance<T>()!);
    });

    /// <summary>Whether the file can be written to right now.</summary>
    public bool IsReady() => InLock(() =>
    {
        // After a failure only a write that reaches the disk proves that the file is back.
        Run(_failing ? "PRAGMA user_version = 0" : "SELECT count(*) FROM guard_books WHERE name = ''");
        _failing = false;
    }).IsCompletedSuccessfully;

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void MakeUnlessThere(string ledger, Func<UserId, WalletId?> walletOf)
    {
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        if (Has("main", Table))
            return;
        using (var attach = Command("ATTACH $ledger AS ledger", ("$ledger", ledger)))
            attach.ExecuteNonQuery();
        // In one transaction: a file that has the table has all that belongs into it.
        using (var transaction = _connection.BeginTransaction())
        {
            Run(Prepare);
            if (Has("ledger", Table))
                Run("""
                    INSERT INTO main.guard_books
                    SELECT name, grain, version, book, forget_at FROM ledger.guard_books
                    """);
            if (Has("main", "guards"))
                TakeOverRows(walletOf);
            transaction.Commit();
        }

        Run("DETACH ledger");
    }

    // Until the lockouts became grains, a table had a row for each subject. A PIN's failures go on counting; those of
    // signing in, which end by themselves after 15 minutes, are let go, for their subjects are digests that don't say
    // which e-mail's grain they belong to.
    private void TakeOverRows(Func<UserId, WalletId?> walletOf)
    {
        using (var read = Command("SELECT subject, failures, locked_until FROM guards WHERE subject LIKE 'pin:%'"))
        using (var row = read.ExecuteReader())
        {
            while (row.Read())
            {
                var subject = row.GetString(0);
                if (walletOf(new UserId(Guid.Parse(subject.AsSpan("pin:".Length)))) is not { } wallet)
                    continue;
                var book = new LockoutBook();
                book.Subjects[subject] =
                    new LockoutState(row.GetInt32(1), row.IsDBNull(2) ? null : new Timestamp(row.GetInt64(2)), null);
                Put(LockoutStorage.Pin, wallet.Value, Guid.NewGuid().ToString("N"), book, null);
            }
        }

        Run("DROP TABLE guards");
    }

    private bool Has(string schema, string table)
    {
        using var find = Command($"SELECT count(*) FROM {schema}.sqlite_schema WHERE name = $table", ("$table", table));
        return find.ExecuteScalar() is 1L;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private void Put<T>(string name, string grain, string version, T book, Timestamp? forgetAt)
    {
        using var write = Command(
            """
            INSERT INTO guard_books (name, grain, version, book, forget_at)
            VALUES ($name, $grain, $version, $book, $forget)
            ON CONFLICT (name, grain) DO UPDATE SET version = $version, book = $book, forget_at = $forget
            """,
            ("$name", name), ("$grain", grain), ("$version", version), ("$book", _serializer.SerializeToArray(book)),
            ("$forget", forgetAt?.UnixMicroseconds));
        write.ExecuteNonQuery();
    }

    // What was pruned may be written again: it meant nothing any more.
    private void CheckVersion(string name, GrainId grain, string? version)
    {
        using var command = Command("SELECT version FROM guard_books WHERE name = $name AND grain = $grain",
            ("$name", name), ("$grain", Key(grain)));
        if (command.ExecuteScalar() is string stored && stored != version)
            throw new InconsistentStateException(
                "Another activation has written this lockout's state.", stored, version);
    }

    private void Prune()
    {
        using var over =
            Command("DELETE FROM guard_books WHERE forget_at <= $now", ("$now", Timestamp.Now(_time).UnixMicroseconds));
        over.ExecuteNonQuery();
        using var surplus = Command(
            "DELETE FROM guard_books WHERE forget_at <= (SELECT forget_at FROM guard_books WHERE forget_at IS NOT " +
            "NULL ORDER BY forget_at DESC LIMIT 1 OFFSET $keep)",
            ("$keep", MaxForgettable));
        surplus.ExecuteNonQuery();
    }

    // A statement takes microseconds and a commit one sync of the disk; bcrypt beside it takes longer than either.
    private Task InLock(Action work)
    {
        lock (_lock)
        {
            try
            {
                work();
                return Task.CompletedTask;
            }
            catch (SqliteException e)
            {
                // Said once, not for each attempt until it works again.
                if (!_failing)
                    LogFailure(_logger, e.Message);
                _failing = true;
                return Task.FromException(new IOException("The lockouts' file can't be used: " + e.Message, e));
            }
            catch (InconsistentStateException e)
            {
                return Task.FromException(e);
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

    private static string Key(GrainId grain) => grain.Key.ToString()!;

    private static void Set<T>(IGrainState<T> state, string? version, T value) =>
        (state.ETag, state.RecordExists, state.State) = (version, version is not null, value);

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Error, Message = "The lockouts' file failed, so no secret is compared: {Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);
}
