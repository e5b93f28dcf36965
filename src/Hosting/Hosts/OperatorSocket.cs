using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Wallet.Hosting;

/// <summary>
/// A Unix domain socket by which the command line reaches a host that serves. Whoever may open it counts as the command
/// line and needs no key, so only its owner may. Where none can be had, the host does without and says so.
/// </summary>
public sealed partial class OperatorSocket
{
    private Socket? _bound;

    private OperatorSocket(string path) => Path = path;

    /// <summary>Where it is. The folder is the host's own by the time it listens.</summary>
    public string Path { get; }

    /// <summary>A socket at a path; null on Windows, where no mode of a file keeps others out.</summary>
    public static OperatorSocket? At(string path) => OperatingSystem.IsWindows() ? null : new OperatorSocket(path);

    /// <summary>Has the web server listen on what <see cref="TryBind"/> has bound.</summary>
    internal void AddTo(WebApplicationBuilder builder) => builder.Services.Configure<SocketTransportOptions>(sockets =>
    {
        var bind = sockets.CreateBoundListenSocket;
        sockets.CreateBoundListenSocket = endpoint =>
            endpoint is UnixDomainSocketEndPoint && endpoint.ToString() == Path && _bound is { } bound
                ? bound
                : bind(endpoint);
    });

    /// <summary>Makes the socket. Nobody can connect before the web server listens.</summary>
    /// <returns>False if none can be made, which is logged.</returns>
    internal bool TryBind(ILogger<OperatorSocket> log)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            _bound = Bind();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or SocketException or IOException or UnauthorizedAccessException)
        {
            // A path has some 100 bytes at most; and some file systems have no sockets.
            LogNone(log, Path, e.Message.ReplaceLineEndings(" "));
            return false;
        }
    }

    [UnsupportedOSPlatform("windows")]
    private Socket Bind()
    {
        var endpoint = new UnixDomainSocketEndPoint(Path);
        // The host has locked the folder, so whoever left a socket here is gone.
        File.Delete(Path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            // It does not listen yet: there is no moment in which somebody else could connect.
            File.SetUnixFileMode(Path, OwnerFile.Mode);
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
