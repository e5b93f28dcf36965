using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>A bare connection, for what no HTTP client would send and for going away in the middle.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    { NoDelay = true };

    private RawConnection()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var raw = new RawConnection();
        await raw._socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return raw;
    }

    /// <summary>Sends text as it is.</summary>
    public async Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent), TestContext.Current.CancellationToken);
    }

    /// <summary>Reads until either side closes, in order or by a reset.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await _socket.ReceiveAsync(buffer, deadline.Token) is var count and > 0)
                text.Append(Encoding.UTF8.GetString(buffer.AsSpan(0, count)));
        }
        catch (SocketException e) when (
            e.SocketErrorCode is SocketError.ConnectionReset or SocketError.OperationAborted)
        {
            // Closed with something unread; what came before that has been read.
        }

        return text.ToString();
    }

    /// <summary>Says that nothing more will be sent, and still listens.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away at once: the other side gets a reset.</summary>
    public void Reset() => _socket.Close(0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
