using System.Globalization;

namespace Wallet.Suites.Servers;

/// <summary>A PostgreSQL of one's own. It can be stopped and started again with its data.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _process;
    private int _databases;

    private PostgresServer()
    {
    }

    private string Data => _folder.File("data");

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

    /// <summary>Starts it (again).</summary>
    public async Task StartAsync()
    {
        var (program, arguments) = AsServer(
            "postgres", "-D", Data, "-h", "127.0.0.1", "-p", Port, "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "fsync=off");
        _process = await ServerProcess.StartAsync(program, arguments, () => ServerProcess.SucceedsAsync(Binaries.Psql!, Asking("SELECT 1")));
    }

    /// <summary>Ends it at once.</summary>
    public async Task StopAsync()
    {
        await _process!.SignalAsync("QUIT");
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        var name = "wallet" + Interlocked.Increment(ref _databases);
        await ServerProcess.RunAsync(Binaries.Psql!, Asking($"CREATE DATABASE {name} TEMPLATE template0"));
        return $"Host=127.0.0.1;Port={Port};Username=wallet;Database={name};Maximum Pool Size=20;Pooling=true";
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

    private string Port => _port.ToString(CultureInfo.InvariantCulture);

    private string[] Asking(string sql) => ["-X", "-h", "127.0.0.1", "-p", Port, "-U", "wallet", "-d", "postgres", "-c", sql];

    // PostgreSQL refuses to run as root.
    private static (string Program, string[] Arguments) AsServer(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries.Postgres!, program);
        return Environment.IsPrivilegedProcess
            ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }
}
