using Npgsql;
using Wallet.Silo;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Servers;

/// <summary>Databases of the lockouts on a PostgreSQL.</summary>
internal static class Lockouts
{
    /// <summary>Makes a database with the schema of the lockouts and returns its connection string.</summary>
    public static async Task<string> CreateLockoutsAsync(this PostgresServer server)
    {
        var connectionString = await server.CreateDatabaseAsync();
        await new LockoutsDatabase(connectionString).ApplySchemaAsync();
        return connectionString;
    }

    /// <summary>The number of stored states in a database.</summary>
    public static async Task<long> CountStatesAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM OrleansStorage");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
