using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Wallet.Grains;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>The PostgreSQL database of the lockouts' states.</summary>
public sealed class LockoutsDatabase
{
    private static readonly string[] Queries =
        ["WriteToStorageKey", "ReadFromStorageKey", "ClearStorageKey", "DeleteStorageKey"];

    private readonly string _patient;

    /// <summary>Takes the connection string. A lockout answers within its caller's deadline, so connecting and each
    /// command have 3 s unless it says otherwise.</summary>
    /// <exception cref="StartException">It is not a connection string.</exception>
    public LockoutsDatabase(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
            if (!given.ContainsKey("Timeout"))
                builder.Timeout = 3;
            if (!given.ContainsKey("Command Timeout") && !given.ContainsKey("CommandTimeout"))
                builder.CommandTimeout = 3;
            ConnectionString = builder.ConnectionString;
            // Nobody waits for a lockout while a silo starts, so it gives a busy server the driver's own time.
            _patient = connectionString;
        }
        catch (ArgumentException e)
        {
            throw new StartException(
                ExitCodes.BadSetting, "ConnectionStrings:Lockouts is not a connection string of PostgreSQL.", e);
        }
    }

    /// <summary>The complete connection string. It can hold a password.</summary>
    public string ConnectionString { get; }

    /// <summary>Checks that the schema is there.</summary>
    /// <exception cref="StartException">It is not, or the database can't be reached.</exception>
    public async Task CheckSchemaAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(_patient);
            await connection.OpenAsync();
            await using var tables = new NpgsqlCommand(
                "SELECT to_regclass('OrleansQuery') IS NOT NULL AND to_regclass('OrleansStorage') IS NOT NULL AND " +
                "to_regclass('OrleansStorage_State') IS NOT NULL",
                connection);
            if (await tables.ExecuteScalarAsync() is true)
            {
                await using var queries =
                    new NpgsqlCommand("SELECT count(*) FROM OrleansQuery WHERE QueryKey = ANY($1)", connection);
                queries.Parameters.Add(new NpgsqlParameter { Value = Queries });
                if (await queries.ExecuteScalarAsync() is long count && count == Queries.Length)
                    return;
            }
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            throw Unreachable(e);
        }

        throw new StartException(ExitCodes.CannotStart,
            "The PostgreSQL database of ConnectionStrings:Lockouts has no schema for the lockouts: apply " +
            "src/Silo/Schema/postgres.sql, or run the silo with the command schema.");
    }

    /// <summary>Applies the schema. What is there already stays.</summary>
    /// <exception cref="StartException">It can't be applied.</exception>
    public async Task ApplySchemaAsync()
    {
        using var resource = typeof(LockoutsDatabase).Assembly.GetManifestResourceStream("postgres.sql")!;
        using var reader = new StreamReader(resource);
        var script = await reader.ReadToEndAsync();
        try
        {
            await using var connection = new NpgsqlConnection(_patient);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            // The script is a part of this program; its parameters are those of the statements that it stores.
#pragma warning disable CA2100
            command.CommandText = script;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            throw Unreachable(e);
        }
    }

    /// <summary>Removes the lockouts of signing in that have not changed for a day: their counts were forgotten long
    /// ago.</summary>
    /// <exception cref="DbException">The database can't be used.</exception>
    public async Task RemoveForgottenAsync(CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "DELETE FROM OrleansStorage WHERE GrainTypeString = $1 AND ModifiedOn < now() AT TIME ZONE 'utc' - " +
            "interval '1 day'", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = LockoutStorage.SignIn });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Whether the database answers now.</summary>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            return await command.ExecuteScalarAsync() is 1;
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            return false;
        }
    }

    private static StartException Unreachable(Exception e) =>
        new(ExitCodes.CannotStart,
            "The PostgreSQL database of ConnectionStrings:Lockouts can't be used: "
                + (e.InnerException is AuthenticationException tls ? tls.Message : e.Message),
            e);
}
