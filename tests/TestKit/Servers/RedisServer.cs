using System.Globalization;
using System.Net.Sockets;

namespace Wallet.TestKit;

/// <summary>A Redis of one's own. It can be stopped, started again at the same port, and made to hang.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = ServerProcess.FreePort();
    private readonly bool _durable;
    private readonly string[] _more;
    private ServerProcess? _process;

    private RedisServer(bool durable, string[] more) => (_durable, _more) = (durable, more);

    /// <summary>Its connection string.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Its process ID.</summary>
    public int Id => _process!.Id;

    /// <summary>Starts one.</summary>
    /// <param name="durable">Whether it remembers everything when it is started again, or nothing.</param>
    /// <param name="more">More arguments of the server.</param>
    public static async Task<RedisServer> CreateAsync(bool durable = false, params string[] more)
    {
        var server = new RedisServer(durable, more);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it (again).</summary>
    public async Task StartAsync() => _process = await ServerProcess.StartAsync(
        Binaries.Redis!,
        ["--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly",
            _durable ? "yes" : "no", "--appendfsync", "always", "--dir", _folder.Path,
            .. _more],
        async () => await AskAsync("PING") == "+PONG");

    /// <summary>Ends it at once.</summary>
    public async Task StopAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
    }

    /// <summary>Makes it hang: connections stay, nothing is answered.</summary>
    public Task PauseAsync() => _process!.SignalAsync("STOP");

    /// <summary>Ends the hanging.</summary>
    public Task ResumeAsync() => _process!.SignalAsync("CONT");

    /// <summary>Forgets everything.</summary>
    public async Task FlushAsync()
    {
        if (await AskAsync("FLUSHALL") is not "+OK" and var answer)
            throw new IOException($"Redis would not forget: {answer}");
    }

    /// <summary>How often each command has been called, the calls of scripts included.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CallsAsync()
    {
        var lines = (await AskAsync("INFO commandstats") ?? "").Split("\r\n");
        return lines.Where(static line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).ToDictionary(
            static line => line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)],
            Count);

        static int Count(string line)
        {
            var (from, to) = (line.IndexOf('=', StringComparison.Ordinal), line.IndexOf(',', StringComparison.Ordinal));
            return int.Parse(line.AsSpan()[(from + 1)..to], CultureInfo.InvariantCulture);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _folder.Dispose();
    }

    // A line for a line, or a text with its length before it: enough of the protocol.
    private async Task<string?> AskAsync(string command)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
            using var reader = new StreamReader(stream);
            var line = await reader.ReadLineAsync();
            if (line is not ['$', .. var length])
                return line;
            var text = new char[int.Parse(length, CultureInfo.InvariantCulture)];
            await reader.ReadBlockAsync(text);
            return new string(text);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }
}
