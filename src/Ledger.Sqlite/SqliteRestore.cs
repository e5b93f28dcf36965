using System.Globalization;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Puts a backup in a ledger's place. It is the only way back: a file that is copied over a ledger meets the log of the
/// ledger that was there, which undoes the copy page by page, or leaves a mixture of both.
/// </summary>
/// <remarks>
/// It can be killed between any two steps. Until the copy is audited and whole, only a file beside the ledger is
/// written. Then that file gets the name <c>….restoring</c>, and as long as it has that name, nobody opens the ledger;
/// running the restore again completes whatever is missing. Last, in one step, the file gets the ledger's name.
/// </remarks>
public static class SqliteRestore
{
    /// <summary>Puts a copy of <paramref name="backup"/>, which is only read, in the place of the ledger
    /// <paramref name="path"/>, if its audit is clean.</summary>
    /// <param name="path">The ledger file; there may be none yet. Nobody may have it open.</param>
    /// <param name="backup">A backup; or a ledger that nobody has open, with the log beside it if it has one, such as
    /// an earlier restore kept aside.</param>
    /// <param name="currency">The currency that the ledger must be kept in.</param>
    /// <param name="progress">Told how far the audit is.</param>
    /// <param name="time">The clock, for what a backup of an older format gets into its operators' log.</param>
    /// <exception cref="LedgerStartException">Somebody has the ledger open, or the backup is none, or a file can't be
    /// written; the message is one plain line.</exception>
    public static RestoreResult Run(
        string path, string backup, string currency, IProgress<AuditProgress>? progress = null,
        TimeProvider? time = null) =>
        Run(path, backup, currency, progress, static () => { }, time);

    /// <summary>The same, for tests that end it between two steps.</summary>
    internal static RestoreResult Run(string path, string backup, string currency, IProgress<AuditProgress>? progress,
        Action afterStep, TimeProvider? time = null)
    {
        (path, backup) = (Path.GetFullPath(path), Path.GetFullPath(backup));
        if (!File.Exists(backup))
            throw new LedgerStartException($"There is no backup {backup}.");
        if (backup == path || backup == Pending(path))
            throw new LedgerStartException($"{backup} is the ledger itself.");
        using var alone = new LedgerFileLock(path + ".lock", shared: false);
        var staged = path + ".restore";
        try
        {
            Stage(backup, staged);
            afterStep();
            Close(staged, backup, currency, Timestamp.Now(time ?? TimeProvider.System));
            afterStep();
            var report = SqliteAudit.Run(staged, progress);
            if (!report.IsClean)
                return new RestoreResult(report, null);
            afterStep();
            Announce(path, staged);
            afterStep();
            var aside = MoveAside(path, afterStep);
            SyncedFolder.Move(Pending(path), path);
            return new RestoreResult(report, aside);
        }
        catch (Exception e) when (e is SqliteFailure or IOException or UnauthorizedAccessException)
        {
            throw new LedgerStartException($"{backup} could not be restored: {e.Message}", e);
        }
        finally
        {
            Discard(staged);
        }
    }

    /// <summary>Refuses to go on with a ledger in whose place a restore has begun to put another.</summary>
    /// <exception cref="LedgerStartException">There is one.</exception>
    public static void RefuseInterrupted(string path)
    {
        if (File.Exists(Pending(path)))
            throw new LedgerStartException($"A restore of the ledger {path} was interrupted. Run it again.");
    }

    private static string Pending(string path) => path + ".restoring";

    private static void Stage(string backup, string staged)
    {
        Discard(staged);
        // A backup has no lock file; a ledger has, and whoever serves it holds it.
        using var source = File.Exists(backup + ".lock") ? new LedgerFileLock(backup + ".lock", shared: false) : null;
        foreach (var part in (string[])["", "-wal"])
        {
            if (File.Exists(backup + part))
                Copy(backup + part, staged + part);
        }
    }

    private static void Copy(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var copy = OwnersFile.Open(to, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        source.CopyTo(copy);
    }

    // Makes one synced file of the copy, of this program's format, without a log beside it.
    private static void Close(string staged, string backup, string currency, Timestamp now)
    {
        using (var db = new Database(staged, OpenMode.Write))
        {
            db.Execute("BEGIN IMMEDIATE");
            Schema.BringUpToDate(db, now);
            db.Execute("COMMIT");
            Schema.CheckFormat(db, backup);
            Schema.CheckCurrency(db, backup, currency);
            // Only the file gets the ledger's name: what is left in a log would be lost with it.
            if (db.ScalarText("PRAGMA journal_mode = DELETE") is not "delete" and var mode)
                throw new IOException($"its log can't be taken into the file; it is still kept as {mode}.");
        }

        OwnersFile.Sync(staged);
    }

    // From here on nobody opens the old ledger any more. A restore that is run again keeps the time of the first one,
    // so that all files of the old ledger are moved to one name.
    private static void Announce(string path, string staged)
    {
        if (File.Exists(Pending(path)))
            File.SetLastWriteTimeUtc(staged, File.GetLastWriteTimeUtc(Pending(path)));
        SyncedFolder.Move(staged, Pending(path), overwrite: true);
    }

    // The file goes first and its log follows: both are as they were, so that whoever opens the file under its new name
    // finds all that was acknowledged. The log's index is made anew by whoever opens it.
    private static string? MoveAside(string path, Action afterStep)
    {
        var since = File.GetLastWriteTimeUtc(Pending(path))
            .ToString("yyyyMMdd'T'HHmmss'.'fffffff", CultureInfo.InvariantCulture);
        var aside = $"{path}.before-restore-{since}";
        if (File.Exists(path))
            SyncedFolder.Move(path, aside);
        afterStep();
        if (File.Exists(path + "-wal"))
            SyncedFolder.Move(path + "-wal", aside + "-wal");
        afterStep();
        File.Delete(path + "-shm");
        SyncedFolder.Sync(Path.GetDirectoryName(path)!);
        afterStep();
        return File.Exists(aside) ? aside : null;
    }

    private static void Discard(string staged)
    {
        foreach (var part in (string[])["", "-wal", "-shm", "-journal"])
            File.Delete(staged + part);
    }
}
