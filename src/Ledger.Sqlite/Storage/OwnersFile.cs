namespace Wallet.Ledger.Sqlite;

/// <summary>Files that only their owner can read and write.</summary>
internal static class OwnersFile
{
    /// <summary>Opens a file; a new one can be read and written by its owner alone. Nothing is buffered, because it is
    /// for locks and for copies in large blocks.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be opened.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Syncs what others have written to a file.</summary>
    /// <exception cref="IOException">It can't be synced.</exception>
    public static void Sync(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
