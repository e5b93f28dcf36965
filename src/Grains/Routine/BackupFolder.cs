using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>
/// The folder of the backups that a host makes by itself. A backup is audited when it is whole. One with violations is
/// kept under a name of its own, and takes the place of none that is clean.
/// </summary>
/// <param name="folder">The folder. It is made when it is needed.</param>
/// <param name="kept">How many backups are kept; of those with violations as many again.</param>
internal sealed class BackupFolder(string folder, int kept)
{
    private const string Prefix = "ledger-", Partial = ".partial";

    private readonly DatedFiles _clean = new(folder, Prefix, ".db"), _violated = new(folder, Prefix, ".violations.db");

    /// <summary>All backups that are whole, the newest first.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public IReadOnlyList<BackupCopy> List() =>
    [
        .. _clean.List().Select(static one => ToCopy(one.Begun, one.File, isClean: true))
            .Concat(_violated.List().Select(static one => ToCopy(one.Begun, one.File, isClean: false)))
            .OrderByDescending(static copy => copy.StartedAt),
    ];

    /// <summary>Makes a backup, audits it, and only then deletes the oldest.</summary>
    /// <param name="ledger">The ledger; it may be served.</param>
    /// <param name="now">The time.</param>
    /// <returns>What its audit found.</returns>
    /// <exception cref="LedgerStartException">It could not be made, or what was made can't be read.</exception>
    /// <exception cref="IOException">The folder can't be used, or another process makes one there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be used.</exception>
    public AuditReport Make(ILedgerFile ledger, Timestamp now)
    {
        OwnerFile.MakeFolder(folder);
        // One at a time also where two processes each believe that it is theirs to make.
        using var turn = new FileStream(
            Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        // Whoever was killed while making one has left it.
        foreach (var left in Directory.GetFiles(folder, Prefix + "*.db" + Partial))
            File.Delete(left);
        RequireRoom(ledger.Bytes);

        var file = _clean.PathOf(now);
        ledger.Backup(file);
        var report = Audit(ledger, file);
        var files = report.IsClean ? _clean : _violated;
        if (!report.IsClean)
            File.Move(file, files.PathOf(now), overwrite: true);
        files.Prune(now, kept);
        return report;
    }

    // What a backup would take to its last byte may be the ledger's own disk, and then payments would fail.
    private void RequireRoom(long bytes)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes + bytes / 8)
            throw new LedgerStartException(
                $"There is no room for a backup in {folder}: {free >> 20} MiB are free, {bytes >> 20} needed.")
            {
                IsDiskFull = true,
            };
    }

    private static AuditReport Audit(ILedgerFile ledger, string file)
    {
        try
        {
            return ledger.AuditCopy(file);
        }
        catch
        {
            // Who can't read it can't restore it, and nobody must take it for a backup.
            File.Delete(file);
            throw;
        }
    }

    private static BackupCopy ToCopy(Timestamp begun, FileInfo file, bool isClean) => new(
        begun, Timestamp.Max(begun, Timestamp.From(file.LastWriteTimeUtc)), file.Length, file.Name, isClean);
}
