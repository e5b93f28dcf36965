using System.Data.Common;
using System.Globalization;

namespace Wallet.TestKit;

/// <summary>A PostgreSQL of one's own. It can be stopped and started again with its data.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _port = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture);
    private readonly string[] _more;
    private ServerProcess? _process;
    private int _databases;

    private PostgresServer(string[] more) => _more = more;

    /// <summary>Its process ID; what serves a connection is a child of it.</summary>
    public int Id => _process!.Id;

    /// <summary>The user that it runs as; null for that of this process.</summary>
    public static string? User { get; } = Environment.IsPrivilegedProcess ? "postgres" : null;

    /// <summary>Makes and starts one.</summary>
    /// <param name="more">More arguments of the server.</param>
    public static async Task<PostgresServer> CreateAsync(params string[] more)
    {
        var server = new PostgresServer(more);
        if (Environment.IsPrivilegedProcess)
            await ServerProcess.RunAsync("chown", "postgres", server._folder.Path);
        var (program, arguments) = AsServer(
            "initdb", "-D", server.Data, "-A", "trust", "-U", "wallet", "--no-sync", "-E", "UTF8", "--locale", "C");
        await ServerProcess.RunAsync(program, arguments);
        await server.StartAsync();
        return server;
    }

    private string Data => _folder.File("data");

    /// <summary>Starts it (again).</summary>
    public async Task StartAsync()
    {
        var (program, arguments) = AsServer(
            "postgres", ["-D", Data, "-h", "127.0.0.1", "-p", _port, "-c", "unix_socket_directories=", "-c",
            "max_connections=300", "-c", "fsync=off", .. _more]);
        _process = await ServerProcess.StartAsync(program, arguments, IsUpAsync);
    }

    /// <summary>Ends it at once.</summary>
    public async Task StopAsync()
    {
        await _process!.SignalAsync("QUIT");
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "wallet" + Interlocked.Increment(ref _databases);
        await RunAsync("createdb", "-U", "wallet", "-T", "template0", name);
        return $"Host=127.0.0.1;Port={_port};Username=wallet;Database={name};Maximum Pool Size=20;Pooling=true";
    }

    /// <summary>Writes a database to a file, as SQL.</summary>
    /// <param name="database">Its connection string.</param>
    /// <param name="file">The file.</param>
    public Task DumpAsync(string database, string file) =>
        RunAsync("pg_dump", "-U", "wallet", "-f", file, Name(database));

    /// <summary>Makes a database of such a file and returns its connection string.</summary>
    public async Task<string> RestoreAsync(string file)
    {
        var database = await CreateDatabaseAsync();
        await RunAsync("psql", "-U", "wallet", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, Name(database));
        return database;
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
    private static (string Program, string[] Arguments) AsServer(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
        ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", Program(program), .. arguments])
        : (Program(program), arguments);

    private static string Name(string database) =>
        (string)new DbConnectionStringBuilder { ConnectionString = database }["Database"];

    private static string Program(string name) => Path.Combine(Binaries.Postgres!, name);

    private async Task<bool> IsUpAsync()
    {
        try
        {
            await RunAsync("pg_isready", "-q");
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task RunAsync(string program, params string[] arguments) =>
        ServerProcess.RunAsync(Program(program), ["-h", "127.0.0.1", "-p", _port, .. arguments]);
}
