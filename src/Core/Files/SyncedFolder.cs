using System.Runtime.InteropServices;

namespace Wallet.Core;

/// <summary>Makes the names in a folder durable. A file that was synced and then renamed can have its old name after a
/// power failure, until its folder is synced too.</summary>
public static partial class SyncedFolder
{
    private const int ReadOnly = 0;

    /// <summary>Renames a file within its folder, over another if there is one, and syncs the folder.</summary>
    /// <exception cref="IOException">It can't be renamed or synced.</exception>
    public static void Move(string file, string name, bool overwrite = false)
    {
        File.Move(file, name, overwrite);
        Sync(Path.GetDirectoryName(name)!);
    }

    /// <summary>Syncs the names in a folder.</summary>
    /// <exception cref="IOException">It can't be synced.</exception>
    public static void Sync(string folder)
    {
        // Windows has no such call; its file system keeps the names in a journal.
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} can't be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            if (Fsync(descriptor) != 0)
                throw new IOException($"The folder {folder} can't be synced: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
