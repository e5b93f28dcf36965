namespace Wallet.Ledger.Sqlite;

/// <summary>
/// The right to copy a ledger's write-ahead log into the file. Whoever has it owns the log's copying, in one process or
/// in several that share the ledger, and without it nobody copies: two that copied at once are what SQLite's WAL-reset
/// bug was made of. It is an operating system's lock on a file beside the ledger, held while a copy takes: who dies in
/// the middle leaves it to the next, and who is idle keeps it from nobody.
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
        // On Unix the runtime turns FileShare.None into flock(LOCK_EX), which also holds between two places of one
        // process.
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
