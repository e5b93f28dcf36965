using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Wallet.Bench;

/// <summary>
/// The limit that the wallet is measured against: a bare ASP.NET Core POST with stock JWT validation that reads the
/// body of a transfer and writes one of the same size, in a process of its own. It exists in no host of the product.
/// </summary>
internal static class EchoHost
{
    private static readonly byte[] OwnKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Tells the process that runs this to believe tokens of ours, and learns where it listens.</summary>
    public static async Task<Uri> AddressAsync(ChildProcess echo, string token) =>
        new(await echo.AskAsync($"{Convert.ToBase64String(OwnKey)} {token}", TimeSpan.FromSeconds(30)));

    /// <summary>One of the wallet's tokens, signed anew under a key of the benchmark: header, claims and length stay
    /// the same, and nobody need know where the host keeps its key.</summary>
    public static string Sign(string token)
    {
        var signed = token[..token.LastIndexOf('.')];
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(OwnKey, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Serves until standard input ends. The key and a token come as the first line of input; the address goes
    /// out as the first line of output.</summary>
    public static async Task<int> RunAsync()
    {
        var line = Console.ReadLine()!.Split(' ');
        var (key, like) = (Convert.FromBase64String(line[0]), new JsonWebToken(line[1]));
        // As in the wallet, settings are not watched: that would watch all that lies below their folder, the ledger
        // that is measured included.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(LikeTheWallet);
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = like.Issuer,
                ValidAudience = like.Audiences.Single(),
                IssuerSigningKey = new SymmetricSecurityKey(key) { KeyId = like.Kid },
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            };
        });

        await using var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapPost("/echo", EchoAsync).RequireAuthorization();
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }

    // The settings of the wallet's Kestrel (src/Api, KestrelLimits) that cost something with each request or
    // connection.
    private static void LikeTheWallet(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = 16 * 1024;
        kestrel.Limits.MaxRequestBufferSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MaxConcurrentConnections = 10_000;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        var request = await JsonSerializer.DeserializeAsync(
            context.Request.BodyReader, EchoJson.Default.EchoRequest, context.RequestAborted);
        // 32 and 27 characters, as the wallet's transfer ID and time have; the rest is what came.
        var reply = new EchoReply(
            "0198f0c2a7b47c0e9d2f3a4b5c6d7e8f", request!.ReceiverWalletId, request.ReceiverWalletId, request.Amount,
            "INR", 999_999_999_999, "2025-01-01T00:00:00.000000Z", request.Note);
        var body = JsonSerializer.SerializeToUtf8Bytes(reply, EchoJson.Default.EchoReply);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json";
        response.Headers.Location = "/transfers/0198f0c2a7b47c0e9d2f3a4b5c6d7e8f";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
