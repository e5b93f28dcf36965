using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Standalone;

/// <summary>
/// The folder that holds everything, and the lock that makes it this process' own. The lock is the operating system's:
/// it goes with the process, however that ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream lockFile)
    {
        Path = path;
        _lock = lockFile;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The ledger file.</summary>
    public string Ledger => LedgerIn(Path);

    /// <summary>The lockouts' file.</summary>
    public string Lockouts => LockoutsIn(Path);

    /// <summary>The file of signing keys and peppers.</summary>
    public string Keys => KeysIn(Path);

    /// <summary>The ledger file of a folder that is not opened.</summary>
    public static string LedgerIn(string path) => System.IO.Path.Combine(path, "ledger.db");

    /// <summary>The lockouts' file of a folder that is not opened.</summary>
    public static string LockoutsIn(string path) => System.IO.Path.Combine(path, "guards.db");

    /// <summary>The file of signing keys and peppers of a folder that is not opened.</summary>
    public static string KeysIn(string path) => System.IO.Path.Combine(path, "keys.json");

    /// <summary>The socket of the command line, in a folder that is not opened.</summary>
    public static string SocketIn(string path) => System.IO.Path.Combine(path, "operator.sock");

    /// <summary>Makes an empty file that only its owner can read, unless there is one. SQLite makes a database of it
    /// and gives its log the same mode.</summary>
    /// <exception cref="StartException">It can't be made.</exception>
    public static void Reserve(string file)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            if (!File.Exists(file))
                new FileStream(file, options).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(ExitCodes.CannotStart, $"{file} can't be made: {e.Message}", e);
        }
    }

    /// <summary>Makes the folder if need be, and locks it.</summary>
    /// <exception cref="StartException">It can't be used, or another process uses it.</exception>
    public static DataFolder Open(string path)
    {
        var lockPath = System.IO.Path.Combine(path, "lock");
        try
        {
            OwnerFile.MakeFolder(path);
            // Making the file first tells "can't be written" from "is locked".
            new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)
                .Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process that holds the lock is an IOException too, where locks are mandatory.
            if (!IsLocked(lockPath))
                throw new StartException(
                    ExitCodes.CannotStart, $"The data folder {path} can't be used: {e.Message}", e);
        }

        if (TryLock(lockPath) is not { } file)
            throw new StartException(ExitCodes.CannotStart, $"Another process uses the data folder {path}.");
        // Some file systems pretend to lock, and a switch of the runtime turns locking off: then a second lock is
        // granted.
        if (TryLock(lockPath) is { } second)
        {
            second.Dispose();
            file.Dispose();
            throw new StartException(
                ExitCodes.CannotStart, $"Files in the data folder {path} can't be locked; use a local disk.");
        }

        return new DataFolder(path, file);
    }

    /// <summary>The file of signing keys and peppers of a folder that need not be locked.</summary>
    public static KeyFile KeyFileIn(string path) => new(KeysIn(path), owners: true);

    /// <summary>The file of signing keys and peppers. It is made at the first start, before the ledger; so a ledger
    /// without it has lost it, and its users could never sign in again.</summary>
    /// <exception cref="StartException">It is missing, or can't be made.</exception>
    public KeyFile OpenKeys()
    {
        var file = KeyFileIn(Path);
        if (File.Exists(Keys))
            return file;
        if (File.Exists(Ledger))
            throw new StartException(ExitCodes.CannotStart,
                $"{Keys} is missing, and nobody in {Ledger} can sign in without it. Restore it from a backup.");
        file.Make();
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static bool IsLocked(string lockPath)
    {
        if (!File.Exists(lockPath))
            return false;
        using var file = TryLock(lockPath);
        return file is null;
    }

    private static FileStream? TryLock(string lockPath)
    {
        try
        {
            return new FileStream(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
