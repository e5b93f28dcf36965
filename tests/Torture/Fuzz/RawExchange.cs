using System.Net;
using System.Net.Sockets;

namespace Wallet.Torture;

/// <summary>Sends bytes over a connection of their own and reads what comes back.</summary>
internal static class RawExchange
{
    /// <summary>Far longer than the host gives anybody (10 s for the headers, 5 s of silence in a body), however slow
    /// the machine is.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Sends a request and reads its answers, until there are as many as there may be or the host
    /// closes.</summary>
    /// <exception cref="TimeoutException">Neither came.</exception>
    /// <param name="address">The host.</param>
    /// <param name="request">What is sent.</param>
    /// <param name="isHead">Whether answers have no body.</param>
    /// <param name="from">From which of this machine's many addresses.</param>
    public static async Task<IReadOnlyList<RawAnswer>> RunAsync(
        Uri address, WireRequest request, bool isHead, int from = 0)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        { NoDelay = true };
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            if (from > 0 && OperatingSystem.IsLinux())
                socket.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(from >> 8), (byte)from]), 0));
            await socket.ConnectAsync(address.Host, address.Port, deadline.Token);
            // It may answer and close before it has heard all.
            var sending = SendAsync(socket, request, deadline.Token);
            if (request.GoAway)
            {
                await sending;
                socket.Close(0);
                return [];
            }

            var answers = await ReadAsync(socket, request.Answers, isHead, deadline.Token);
            await sending;
            return answers;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("There was neither an answer nor an end.");
        }
    }

    private static async Task SendAsync(Socket socket, WireRequest request, CancellationToken deadline)
    {
        try
        {
            for (var i = 0; i < request.Pieces.Count; i++)
            {
                if (i > 0 && request.Pause > TimeSpan.Zero)
                    await Task.Delay(request.Pause, deadline);
                for (var rest = request.Pieces[i].AsMemory(); rest.Length > 0;)
                    rest = rest[await socket.SendAsync(rest, deadline)..];
            }

            if (request.FinishSending)
                socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Closed before the end, which is the host's right.
        }
    }

    private static async Task<IReadOnlyList<RawAnswer>> ReadAsync(
        Socket socket, int most, bool isHead, CancellationToken deadline)
    {
        var answers = new List<RawAnswer>();
        var (buffer, filled) = (new byte[16 * 1024], 0);
        while (answers.Count < most)
        {
            while (
                answers.Count < most && RawAnswer.Read(buffer.AsSpan(0, filled), isHead, out var length) is { } answer)
            {
                // 100 Continue is no answer yet.
                if (answer.Status >= 200)
                    answers.Add(answer);
                buffer.AsSpan(length, filled - length).CopyTo(buffer);
                filled -= length;
            }

            if (answers.Count == most)
                break;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer.AsMemory(filled), deadline);
            }
            catch (SocketException)
            {
                break;
            }

            if (count == 0)
                break;
            filled += count;
        }

        return answers;
    }
}
