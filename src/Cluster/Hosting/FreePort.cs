using System.Net;
using System.Net.Sockets;

namespace Wallet.Cluster;

/// <summary>Checks that a port is free before the process tells others of it.</summary>
public static class FreePort
{
    /// <summary>
    /// Orleans shares its listening ports, and a second silo at the same address declares the first one dead. So a port that somebody has is
    /// refused before the silo joins.
    /// </summary>
    /// <param name="address">The address; null for all.</param>
    /// <param name="port">The port.</param>
    /// <param name="setting">The setting that named it.</param>
    /// <exception cref="StartException">Somebody listens there, or it can't be listened on.</exception>
    public static void Check(IPAddress? address, int port, string setting)
    {
        using var socket = new Socket((address ?? IPAddress.Any).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.ExclusiveAddressUse = true;
        try
        {
            socket.Bind(new IPEndPoint(address ?? IPAddress.Any, port));
            socket.Listen(1);
        }
        catch (SocketException e)
        {
            throw new StartException(StartException.CannotServe, $"The port {port} ({setting}) can't be listened on: {e.Message}.", e);
        }
    }
}
