using System.Collections.Concurrent;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// The one connection that writes, on a thread of its own: SQLite has one writer at a time, and an fsync must not hold a thread of the pool.
/// Each piece of work is one transaction.
/// </summary>
internal sealed class Writer : IAsyncDisposable
{
    // The log begins anew after 256 MiB, in pages of 4 KiB: the rarer, the cheaper, and what is in it is read once at the next start.
    public const long RestartAfterPages = 65_536;

    // It is copied into the file in portions: the disk has a scattered write for each page of a portion, and meanwhile commits wait for the disk.
    public const long CopyAfterPages = 4_096;

    // A pass that copied no more than this had little time, so that little came meanwhile.
    private const int FewPages = 256, MaxPasses = 4;

    private readonly string _path;
    private readonly Action _reopened;
    private readonly BlockingCollection<IWork> _work = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Database? _db;
    private Task _checkpoint = Task.CompletedTask;
    private long _pagesAtRestart, _pagesAtCopy;
    private volatile bool _failing;

    /// <param name="path">The ledger file.</param>
    /// <param name="db">The connection, open and checked; the writer owns it from here on.</param>
    /// <param name="reopened">Called, before anything is decided, when a failure of the disk has made the writer open the file anew.</param>
    public Writer(string path, Database db, Action reopened)
    {
        _path = path;
        _reopened = reopened;
        _db = db;
        _thread = new Thread(Loop) { Name = "ledger writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether the last transaction failed because of the store.</summary>
    public bool IsFailing => _failing;

    /// <summary>Runs work inside BEGIN IMMEDIATE … COMMIT. When the task completes, what was written is durable.</summary>
    /// <param name="work">The work.</param>
    /// <param name="continueHere">Whether what awaits the task goes on on the writer's own thread: it must be short, and never block.</param>
    /// <exception cref="LedgerException">The store failed.</exception>
    public Task<T> RunAsync<T>(Func<Database, T> work, bool continueHere = false)
    {
        var item = new Work<T>(work, continueHere ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
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
        await _checkpoint;
        _work.Dispose();
    }

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work.Run(this);
        _db?.Dispose();
        _ended.SetResult();
    }

    private T Transact<T>(Func<Database, T> work)
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
            db.Prepare("COMMIT").Run();
        }
        catch (SqliteFailure e)
        {
            _failing = true;
            // A full disk or a lock stops the commit record from being written at all. After anything else it may be on the disk or not.
            var unknown = !e.IsFull && !e.IsBusy;
            Abandon(db, reopen: unknown);
            throw new LedgerException(unknown ? LedgerFailure.Unknown : LedgerFailure.Unavailable, "COMMIT failed: " + e.Message, e);
        }

        _failing = false;
        CheckpointIfDue(db);
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
        var db = new Database(_path, OpenMode.Write);
        try
        {
            // What recovery found in the log is moved into the file and synced before anything is decided on it: after a failed fsync,
            // pages that look clean may never have reached the disk.
            db.CheckpointAll();
            _pagesAtRestart = _pagesAtCopy = 0;
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

    // Portions are copied by another connection while batches go on. When the log is to begin anew, so is what has come meanwhile, and so on while
    // that gets less; the few pages that are left are copied between two batches.
    private void CheckpointIfDue(Database db)
    {
        var pages = db.PagesWritten();
        if (pages - _pagesAtCopy < CopyAfterPages || !_checkpoint.IsCompleted)
            return;
        _pagesAtCopy = pages;
        var restart = pages - _pagesAtRestart >= RestartAfterPages;
        _checkpoint = Task.Run(async () =>
        {
            try
            {
                using (var other = new Database(_path, OpenMode.Write))
                    Copy(other, restart ? MaxPasses : 1);
                if (!restart)
                    return;
                var rest = new Checkpoint();
                _work.Add(rest);
                await rest.Task;
            }
            catch (Exception e) when (e is SqliteFailure or InvalidOperationException)
            {
                // It is tried again after the next portion; if the store is broken, a batch will say so.
            }
        });
    }

    private static void Copy(Database db, int maxPasses)
    {
        for (int pass = 0, done = 0, before = 0; pass < maxPasses && (pass == 0 || done - before > FewPages); pass++)
            (before, done) = (done, db.Checkpoint());
    }

    private interface IWork
    {
        void Run(Writer writer);
    }

    private sealed class Work<T>(Func<Database, T> work, TaskCreationOptions options) : TaskCompletionSource<T>(options), IWork
    {
        public void Run(Writer writer)
        {
            try
            {
                SetResult(writer.Transact(work));
            }
#pragma warning disable CA1031 // It is handed to whoever awaits the work.
            catch (Exception e)
#pragma warning restore CA1031
            {
                SetException(e);
            }
        }
    }

    private sealed class Checkpoint() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IWork
    {
        public void Run(Writer writer)
        {
            try
            {
                if (writer._db is { } db)
                {
                    db.Checkpoint();
                    writer._pagesAtRestart = db.PagesWritten();
                }
            }
            catch (SqliteFailure)
            {
                // As above.
            }

            SetResult();
        }
    }
}
