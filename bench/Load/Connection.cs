using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Wallet.Bench;

/// <summary>
/// One HTTP/1.1 connection that is kept alive, with one request under way at a time. It looks at the status and the
/// length of an answer and at nothing else: the generator shares the machine with what it measures, and HttpClient
/// costs several times as much.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    { NoDelay = true };
    private readonly byte[] _buffer = new byte[8 * 1024];

    private Connection()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<Connection> OpenAsync(Uri address)
    {
        var connection = new Connection();
        await connection._socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port);
        return connection;
    }

    /// <summary>Sends a rendered request and reads the whole answer.</summary>
    /// <returns>The status.</returns>
    /// <exception cref="IOException">The answer is not one of these servers'.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
            request = request[await _socket.SendAsync(request, SocketFlags.None)..];
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), SocketFlags.None);
            if (read == 0)
                throw new IOException("The server closed the connection or sent more than expected.");
            length += read;
            if (!TryRead(_buffer.AsSpan(0, length), out var status, out var expected))
                continue;
            if (length > expected)
                throw new IOException("The server sent more than one answer.");
            if (length == expected)
                return status;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool TryRead(ReadOnlySpan<byte> answer, out int status, out int length)
    {
        status = length = 0;
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        if (!answer.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(answer[9..], out status, out _))
            throw new IOException("The server does not speak HTTP/1.1.");
        var head = answer[..end];
        var at = head.IndexOf("\r\nContent-Length: "u8);
        if (at < 0 || !Utf8Parser.TryParse(head[(at + 18)..], out int body, out _))
            throw new IOException($"The answer {status} has no Content-Length.");
        length = end + 4 + body;
        return true;
    }
}
