namespace Wallet.Ledger.Sqlite;

/// <summary>
/// The right to copy a ledger's write-ahead log into the file. Without it nobody copies, whether one process has the
/// ledger open or several share it: two that copied at the same time are what SQLite's WAL-reset bug needed. It is an
/// operating system's lock on a file beside the ledger, held for as long as a copy takes. If its holder dies, it is
/// free again, and an idle process keeps it from nobody.
/// </summary>
internal sealed class LogCopyLock : IDisposable
{
    private readonly FileStream _file;
    private readonly Action<bool>? _watch;

    private LogCopyLock(FileStream file, Action<bool>? watch)
    {
        _file = file;
        _watch = watch;
        watch?.Invoke(true);
    }

    /// <summary>Takes the lock of the ledger <paramref name="path"/>, without waiting.</summary>
    /// <param name="path">The ledger file.</param>
    /// <param name="watch">See <see cref="LogCopyRules.Watch"/>.</param>
    /// <returns>Null when somebody else has it, or the file can't be opened.</returns>
    public static LogCopyLock? TryTake(string path, Action<bool>? watch = null)
    {
        // On Unix the runtime turns FileShare.None into flock(LOCK_EX), which also keeps out a second holder in the
        // same process.
        try
        {
            return new LogCopyLock(
                OwnersFile.Open(path + ".copying", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), watch);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Invoke(false);
        _file.Dispose();
    }
}
