using System.Collections.Concurrent;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Connections that only read, apart from the writer's. What is committed is seen by every read that starts
/// later.</summary>
internal sealed class Readers(string path) : IDisposable
{
    private const int MaxIdle = 16;

    private readonly ConcurrentBag<Database> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs a short read on a connection of its own. No read may take longer than a second: it would hold the
    /// write-ahead log.</summary>
    /// <exception cref="LedgerException">The store failed.</exception>
    public T Read<T>(Func<Database, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        Database? db = null;
        var usable = false;
        try
        {
            if (!_idle.TryTake(out db))
                db = new Database(path, OpenMode.Read);
            var result = read(db);
            usable = true;
            return result;
        }
        catch (SqliteFailure e)
        {
            throw new LedgerException(LedgerFailure.Unavailable, "The ledger can't be read: " + e.Message, e);
        }
        finally
        {
            if (!usable || _closed || _idle.Count >= MaxIdle)
                db?.Dispose();
            else
                _idle.Add(db!);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var db))
            db.Dispose();
    }
}
