using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>Somebody who knocks at a port of the cluster with tools of their own.</summary>
internal static class Stranger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Connects without TLS and sends something; whether anything came back before the other side ended
    /// it.</summary>
    public static async Task<bool> IsHeardInTheClearAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return await IsAnsweredAsync(client.GetStream(), "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
    }

    /// <summary>Connects to the port for silos, or is refused at either, with TLS; whether it was let in. A silo says
    /// at once who it is.</summary>
    public static async Task<bool> IsLetInAsync(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "silo",
                ApplicationProtocols = [new SslApplicationProtocol("Orleans1")],
                ClientCertificateContext =
                    certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
                // It takes any silo for what it says it is.
#pragma warning disable CA5359
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
            });
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return false;
        }

        return await IsAnsweredAsync(tls, []);
    }

    private static async Task<bool> IsAnsweredAsync(Stream stream, byte[] said)
    {
        try
        {
            await stream.WriteAsync(said);
            return await stream.ReadAsync(new byte[64]).AsTask().WaitAsync(Patience) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
