using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>
/// A Unix domain socket by which the command line reaches a host that serves. Whoever may open it counts as the command
/// line and needs no key, so only its owner may. Where none can be had, the host does without and says so.
/// </summary>
public static partial class OperatorSocket
{
    /// <summary>Has a host serve operators on a socket too. To be called when the host is built, and has locked the
    /// folder: whoever left a socket there is gone then.</summary>
    public static void AddTo(WebApplication app, string path)
    {
        // There, no mode of a file keeps others out.
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var bound = Bind(path);
            var sockets = app.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value;
            var bind = sockets.CreateBoundListenSocket;
            sockets.CreateBoundListenSocket = endpoint =>
                endpoint is UnixDomainSocketEndPoint && endpoint.ToString() == path ? bound : bind(endpoint);
            app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.ListenUnixSocket(
                path, static options => OperatorConnection.Mark(options, isSocket: true));
            Listeners.Of(app).HasSocket = true;
        }
        catch (Exception e) when (
            e is ArgumentException or SocketException or IOException or UnauthorizedAccessException)
        {
            // A path has some 100 bytes at most, and some file systems have no sockets.
            LogNone(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OperatorSocket)), path,
                e.Message.ReplaceLineEndings(" "));
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static Socket Bind(string path)
    {
        var endpoint = new UnixDomainSocketEndPoint(path);
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            // It does not listen yet: there is no moment in which somebody else could connect.
            File.SetUnixFileMode(path, OwnerFile.Mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "The command line can't reach this host while it serves, for {Path} can't be made: {Cause}")]
    private static partial void LogNone(ILogger log, string path, string cause);
}
