using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Wallet.Hosting;

/// <summary>
/// A Unix domain socket by which the command line reaches a host that serves. Whoever may open it counts as the command
/// line and needs no key, so only its owner may.
/// </summary>
public sealed class OperatorSocket
{
    private OperatorSocket(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A socket at a path; null where there is none: on Windows, and where the path is too long.</summary>
    public static OperatorSocket? At(string path) => !OperatingSystem.IsWindows() && EndPoint(path) is not null
        ? new OperatorSocket(path)
        : null;

    /// <summary>The address of a socket; null if the path is longer than the operating system allows.</summary>
    public static UnixDomainSocketEndPoint? EndPoint(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    internal void Prepare(WebApplicationBuilder builder) =>
        builder.Services.Configure<SocketTransportOptions>(sockets =>
        {
            var bind = sockets.CreateBoundListenSocket;
            sockets.CreateBoundListenSocket = endpoint =>
                endpoint is UnixDomainSocketEndPoint unix && unix.ToString() == Path && !OperatingSystem.IsWindows()
                    ? Bind(unix)
                    : bind(endpoint);
        });

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private Socket Bind(UnixDomainSocketEndPoint endpoint)
    {
        // The host has locked the folder, so whoever left a socket here is gone.
        File.Delete(Path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            // It does not listen yet: there is no moment in which anybody else could connect.
            File.SetUnixFileMode(Path, OwnerFile.Mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
