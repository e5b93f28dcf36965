using Microsoft.Data.Sqlite;

namespace Wallet.TestKit;

/// <summary>Somebody else who holds a SQLite ledger's write lock: the one way to be sure that a commit is under way at
/// a given moment.</summary>
public static class HeldLedger
{
    /// <summary>Keeps everybody from writing to the ledger until the result is disposed of.</summary>
    public static IDisposable Hold(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }
}
