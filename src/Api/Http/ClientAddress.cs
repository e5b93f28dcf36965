using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Wallet.Api;

/// <summary>
/// Where a request comes from, as limits and lockouts count it. An IPv6 client commands a whole /64, so that is one
/// client; an IPv4 client is one address, also when it comes mapped into IPv6.
/// </summary>
internal static class ClientAddress
{
    /// <summary>The client as text.</summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null)
            return "local";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes) + "/64";
    }
}
