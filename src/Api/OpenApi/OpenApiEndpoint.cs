using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Wallet.Api;

/// <summary>
/// <c>GET /openapi/v1.json</c>. The document is made once: making it costs a thousand times as much as sending it, and
/// anybody may ask for it.
/// </summary>
internal sealed class OpenApiEndpoint
{
    private readonly Lazy<Task<byte[]>> _document;

    private OpenApiEndpoint(IServiceProvider services) =>
        _document = new(() =>
            WriteAsync(services.GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiFeature.DocumentName)));

    public static void Map(WebApplication app) =>
        app.MapGet(OpenApiFeature.Path, (RequestDelegate)new OpenApiEndpoint(app.Services).HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var document = await _document.Value;
        context.Response.ContentType = "application/json";
        JsonOutput.Send(context.Response, document);
    }

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }
}
