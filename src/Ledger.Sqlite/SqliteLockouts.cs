using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>The stored states of lockouts' grains in a SQLite file: the standalone host's own, or a backup.</summary>
public static class SqliteLockouts
{
    /// <summary>Reads all that are not forgotten yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">The time.</param>
    /// <returns>For each state its name, its grain's key, and its bytes as they are stored.</returns>
    /// <exception cref="LedgerStartException">There are none in it, or it can't be read; the message is one plain
    /// line.</exception>
    public static IReadOnlyList<(string Name, string Grain, byte[] Book)> Read(string path, Timestamp now)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new LedgerStartException($"There is no file {path}.");
        try
        {
            using var db = new Database(path, OpenMode.Read);
            if (db.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'guard_books'") == 0)
                throw new LedgerStartException($"There are no lockouts in {path}.");
            var read = db.Prepare(
                "SELECT name, grain, book FROM guard_books WHERE forget_at IS NULL OR forget_at > ?1")
                .Bind(1, now.UnixMicroseconds);
            var books = new List<(string, string, byte[])>();
            while (read.Step())
                books.Add((read.Text(0), read.Text(1), read.Blob(2).ToArray()));
            return books;
        }
        catch (SqliteFailure e)
        {
            throw new LedgerStartException($"The lockouts {path} can't be read: {e.Message}.", e);
        }
    }
}
