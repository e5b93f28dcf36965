using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Wallet.Api;

/// <summary>What a connection may cost before anybody has said who they are.</summary>
internal static class KestrelLimits
{
    /// <summary>Largest request body in bytes that is taken.</summary>
    public const int MaxBodyBytes = 16 * 1024;

    /// <summary>
    /// How much of a body that is not taken is read and thrown away, framing included, so that the refusal reaches the
    /// client and the connection can be used again. Beyond it, the connection is closed.
    /// </summary>
    public const int MaxDrainedBytes = 1024 * 1024;

    public static void Apply(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(static kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxDrainedBytes;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestBufferSize = 2 * MaxBodyBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MaxConcurrentConnections = 10_000;
        limits.MaxConcurrentUpgradedConnections = 0;
        // Kestrel's own default, said here because a slow body must not hold a connection for ever.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    });
}
