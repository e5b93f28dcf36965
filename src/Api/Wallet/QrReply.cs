using System.Buffers;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using QRCoder;

namespace Wallet.Api;

/// <summary>Sends a text as a QR code, in an SVG that scales.</summary>
internal sealed class QrReply(string text) : IResult, IEndpointMetadataProvider
{
    private const string MediaType = "image/svg+xml";

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [MediaType]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        // The text is ASCII. M, which bears the loss of 15 %, is what payment codes are printed with.
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        var body = Encoding.UTF8.GetBytes(svg.GetGraphic(
            1, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute));
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }
}
