using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// An operating system's lock on a ledger, held for as long as it is open: by one process alone, or by several that all
/// share it. It is no PID file: it goes with the process, however that ends.
/// </summary>
internal sealed class LedgerFileLock : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="LedgerStartException">Another process holds it.</exception>
    public LedgerFileLock(string path, bool shared)
    {
        try
        {
            // On Unix the runtime turns FileShare.None into flock(LOCK_EX) and FileShare.Read into flock(LOCK_SH).
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite))
            {
            }

            _file = shared
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
                : new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerStartException(File.Exists(path)
                ? $"Another process has opened the ledger ({path} is locked)."
                : $"The ledger's folder can't be written to: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
