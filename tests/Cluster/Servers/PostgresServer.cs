using System.Globalization;
using Npgsql;
using Wallet.Silo;
using Wallet.Suites;

namespace Wallet.Cluster.Tests.Servers;

/// <summary>A PostgreSQL of the test's own. It can be stopped and started again with its data.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _process;
    private int _databases;

    private PostgresServer()
    {
    }

    /// <summary>Makes and starts one.</summary>
    public static async Task<PostgresServer> CreateAsync()
    {
        var server = new PostgresServer();
        if (Environment.IsPrivilegedProcess)
            await ServerProcess.RunAsync("chown", "postgres", server._folder.Path);
        var (program, arguments) = AsServer("initdb", "-D", server.Data, "-A", "trust", "-U", "wallet", "--no-sync", "-E", "UTF8", "--locale", "C");
        await ServerProcess.RunAsync(program, arguments);
        await server.StartAsync();
        return server;
    }

    private string Data => _folder.File("data");

    /// <summary>Starts it (again).</summary>
    public async Task StartAsync()
    {
        var (program, arguments) = AsServer(
            "postgres", "-D", Data, "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "unix_socket_directories=",
            "-c", "max_connections=300", "-c", "fsync=off");
        _process = await ServerProcess.StartAsync(program, arguments, IsUpAsync);
    }

    /// <summary>Ends it at once.</summary>
    public async Task StopAsync()
    {
        await _process!.SignalAsync("QUIT");
        await _process.DisposeAsync();
        _process = null;
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Makes a database and returns its connection string.</summary>
    /// <param name="schema">Whether it has the schema of the guards.</param>
    public async Task<string> CreateDatabaseAsync(bool schema = true)
    {
        var name = "wallet" + Interlocked.Increment(ref _databases);
        await RunAsync("postgres", $"CREATE DATABASE {name} TEMPLATE template0");
        if (schema)
            await new GuardsDatabase(ConnectionString(name)).ApplySchemaAsync();
        return ConnectionString(name);
    }

    /// <summary>The number of stored states in a database.</summary>
    public static async Task<long> CountStatesAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM OrleansStorage");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        if (Environment.IsPrivilegedProcess)
            await ServerProcess.RunAsync("chown", "root", _folder.Path);
        _folder.Dispose();
    }

    // PostgreSQL refuses to run as root.
    private static (string Program, string[] Arguments) AsServer(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries.Postgres!, program);
        return Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=wallet;Database={database};Maximum Pool Size=20;Pooling=true";

    private async Task<bool> IsUpAsync()
    {
        try
        {
            await RunAsync("postgres", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
