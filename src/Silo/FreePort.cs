using System.Net;
using System.Net.Sockets;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>Checks that nobody listens on a port before the process tells others of it.</summary>
internal static class FreePort
{
    /// <summary>
    /// Orleans shares its listening ports, and a second silo at the same address declares the first one dead. So a port
    /// that somebody answers on is refused before the silo joins. (Binding it would prove nothing, for it is shared.)
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="port">The port.</param>
    /// <param name="setting">The setting that named it.</param>
    /// <exception cref="StartException">Somebody listens there.</exception>
    public static async Task CheckAsync(IPAddress address, int port, string setting)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port);
        }
        catch (SocketException)
        {
            return;
        }

        throw new StartException(ExitCodes.CannotStart, $"The port {port} ({setting}) is taken.");
    }
}
