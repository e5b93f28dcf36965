using System.Diagnostics;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Copies the write-ahead log into the file, in portions, on a connection of its own while batches go on. Several
/// processes may do so for one ledger, but only one at a time: see <see cref="LogCopyLock"/>. Whoever writes looks at
/// how long the log is, whoever wrote it, so it stays bounded whichever process is busy.
/// </summary>
/// <param name="path">The ledger file.</param>
/// <param name="rules">When to copy.</param>
/// <param name="betweenBatches">Has an action run on the writer's thread, with its connection if it has one, between
/// two batches, unless the writer has ended.</param>
internal sealed class LogCopier(string path, LogCopyRules rules, Action<Action<Database?>> betweenBatches)
{
    // A pass that copied no more than this was so quick that little can have come meanwhile.
    private const int FewPages = 256, MaxPasses = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private Task _copying = Task.CompletedTask;
    private long _lengthAtLastTry;
    private volatile bool _ending;

    /// <summary>Begins to copy if it is time to. Called on the writer's thread, after each commit.</summary>
    public void CopyIfDue(Database db)
    {
        if (!_copying.IsCompleted || !TryMeasure(db, out var length, out var copied))
            return;
        if (length < _lengthAtLastTry)
            _lengthAtLastTry = 0; // The log has begun anew.
        // What could not be copied the last time (somebody else copied, or read what was there before) is tried again
        // with the next portion.
        if (length - Math.Max(copied, _lengthAtLastTry) < rules.CopyAfterPages)
            return;
        _lengthAtLastTry = length;
        _copying = Task.Run(() => Copy(restart: length >= rules.RestartAfterPages));
    }

    /// <summary>Takes the lock for the writer itself, on its thread, and waits for it if need be.</summary>
    /// <returns>Null when it can't be had in time.</returns>
    public LogCopyLock? Take(TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (LogCopyLock.TryTake(path, rules.Watch) is { } taken)
                return taken;
            if (Stopwatch.GetElapsedTime(start) >= patience)
                return null;
            Thread.Sleep(Pause);
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void End()
    {
        _ending = true;
        Task.WaitAny(_copying);
    }

    // The batch is committed, and a failure here does not change that.
    private static bool TryMeasure(Database db, out long length, out long copied)
    {
        try
        {
            (length, copied) = db.LogLength();
            return true;
        }
        catch (SqliteFailure)
        {
            (length, copied) = (0, 0);
            return false;
        }
    }

    // When the log is to begin anew, what came during a pass is copied in the next one, and so on while there is less
    // of it each time. The few pages that are left are copied between two batches. The lock is not held until then,
    // because the writer may be waiting for another process that writes.
    private void Copy(bool restart)
    {
        try
        {
            if (Run(restart ? MaxPasses : 1) && restart && !_ending)
                betweenBatches(RunLastPass);
        }
        catch (SqliteFailure)
        {
            // It is tried again with the next portion; if the store is broken, a batch will say so.
        }
    }

    private bool Run(int passes)
    {
        using var owner = LogCopyLock.TryTake(path, rules.Watch);
        if (owner is null)
            return false;
        using var db = new Database(path, OpenMode.Write);
        var (before, done) = (0, 0);
        for (var pass = 0; pass < passes && (pass == 0 || done - before > FewPages) && !_ending; pass++)
            (before, done) = (done, db.Checkpoint());
        return true;
    }

    // No other process can write meanwhile either, so that nothing is left that would keep the log from beginning anew.
    // If one is writing just now, it is not waited for: it will do this itself.
    private void RunLastPass(Database? writer)
    {
        using var owner = writer is null ? null : LogCopyLock.TryTake(path, rules.Watch);
        if (owner is null)
            return;
        using var db = new Database(path, OpenMode.Write);
        if (writer!.TryBeginAtOnce())
            db.Checkpoint();
    }
}
