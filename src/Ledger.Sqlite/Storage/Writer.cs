using System.Collections.Concurrent;
using System.Diagnostics;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// The one connection that writes, on a thread of its own: SQLite has one writer at a time, and an fsync must not hold
/// a thread of the pool. Each piece of work is one transaction.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    // How long it waits for another copier of the log. With BusyTimeout this stays below a ledger transaction's 5 s.
    private static readonly TimeSpan CopierPatience = TimeSpan.FromMilliseconds(500);

    private static readonly KeyValuePair<string, object?> SystemTag = LedgerTelemetry.SystemTag("sqlite");

    private readonly string _path;
    private readonly Action _reopened;
    private readonly BlockingCollection<IWork> _work = [];
    private readonly Thread _thread;
    private readonly LogCopier _copier;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Database? _db;
    private volatile bool _failing;

    /// <param name="path">The ledger file.</param>
    /// <param name="db">The connection, open and checked; the writer owns it from here on.</param>
    /// <param name="copying">When the log is copied into the file.</param>
    /// <param name="reopened">Called, before anything is decided, when a failure of the disk has made the writer open
    /// the file anew.</param>
    public Writer(string path, Database db, LogCopyRules copying, Action reopened)
    {
        _path = path;
        _reopened = reopened;
        _db = db;
        _copier = new LogCopier(path, copying, RunBetween);
        _thread = new Thread(Loop) { Name = "ledger writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether the last transaction failed because of the store.</summary>
    public bool IsFailing => _failing;

    /// <summary>Runs work inside BEGIN IMMEDIATE … COMMIT. When the task completes, what was written is
    /// durable.</summary>
    /// <param name="work">The work.</param>
    /// <param name="continueHere">Whether the code that awaits the task continues on the writer's own thread; it must
    /// then be brief and never block.</param>
    /// <exception cref="LedgerException">The store failed.</exception>
    public Task<T> RunAsync<T>(Func<Database, T> work, bool continueHere = false)
    {
        var item = new Work<T>(
            work, continueHere ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(item);
        }
        catch (InvalidOperationException)
        {
            item.TrySetException(new LedgerException(LedgerFailure.Unavailable, "The ledger is closed."));
        }

        return item.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
    }

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work.Run(this);
        _copier.End();
        Close();
        _ended.SetResult();
    }

    // Whoever closes a ledger last leaves one tidy file, and not a log beside it.
    private void Close()
    {
        using var owner = _db is null ? null : _copier.Take(CopierPatience);
        if (owner is not null)
            _db?.CopyOnClose();
        _db?.Dispose();
    }

    private void RunBetween(Action<Database?> action)
    {
        try
        {
            _work.Add(new Between(action));
        }
        catch (InvalidOperationException)
        {
            // The writer is closing and accepts nothing more.
        }
    }

    private T Transact<T>(Func<Database, T> work, Activity? origin)
    {
        var db = Open();
        T result;
        try
        {
            db.Prepare("BEGIN IMMEDIATE").Run();
            result = work(db);
        }
        catch (SqliteFailure e)
        {
            Abandon(db, e.NeedsReopen);
            if (!e.IsOfStore)
                throw;
            _failing = true;
            throw new LedgerException(LedgerFailure.Unavailable, "The ledger can't be written: " + e.Message, e);
        }
        catch
        {
            Abandon(db, reopen: false);
            throw;
        }

        try
        {
            using var commit = LedgerTelemetry.StartCommit(SystemTag, origin);
            db.Prepare("COMMIT").Run();
        }
        catch (SqliteFailure e)
        {
            _failing = true;
            // On a full disk, or behind a lock, the commit record is not written at all. After anything else it may be
            // on the disk or not.
            var unknown = !e.IsFull && !e.IsBusy;
            Abandon(db, reopen: unknown);
            throw new LedgerException(
                unknown ? LedgerFailure.Unknown : LedgerFailure.Unavailable, "COMMIT failed: " + e.Message, e);
        }

        _failing = false;
        _copier.CopyIfDue(db);
        return result;
    }

    private Database Open()
    {
        try
        {
            return _db ??= Reopen();
        }
        catch (SqliteFailure e)
        {
            throw new LedgerException(LedgerFailure.Unavailable, "The ledger can't be opened: " + e.Message, e);
        }
    }

    private Database Reopen()
    {
        using var owner = _copier.Take(CopierPatience) ?? throw new LedgerException(
            LedgerFailure.Unavailable, "The ledger can't be opened anew while another process copies its log.");
        var db = new Database(_path, OpenMode.Write);
        try
        {
            // What recovery found in the log is moved into the file and synced before anything is decided on it: after
            // a failed fsync, pages that look clean may never have reached the disk.
            db.CheckpointAll();
            _reopened();
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    private void Abandon(Database db, bool reopen)
    {
        try
        {
            db.RollBack();
        }
        catch (SqliteFailure)
        {
            reopen = true;
        }

        if (!reopen)
            return;
        _db = null;
        db.Dispose();
    }

    private interface IWork
    {
        void Run(Writer writer);
    }

    private sealed class Work<T>(Func<Database, T> work, TaskCreationOptions options)
        : TaskCompletionSource<T>(options), IWork
    {
        private readonly Activity? _origin = WalletTelemetry.Recorded;

        public void Run(Writer writer)
        {
            try
            {
                SetResult(writer.Transact(work, _origin));
            }
#pragma warning disable CA1031 // It is handed to whoever awaits the work.
            catch (Exception e)
#pragma warning restore CA1031
            {
                SetException(e);
            }
        }
    }

    // The action runs in no transaction, and what it leaves open is rolled back.
    private sealed class Between(Action<Database?> action) : IWork
    {
        public void Run(Writer writer)
        {
            var db = writer._db;
            try
            {
                action(db);
                db?.RollBack();
            }
            catch (SqliteFailure e)
            {
                writer.Abandon(db!, e.NeedsReopen);
            }
        }
    }
}
