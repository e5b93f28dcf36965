using System.Buffers;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Wallet.Api;

/// <summary>
/// Sends JSON with its length, in one piece. The framework's results start a response before they know how long it will
/// be, and flush it when it is written: so each would go out in chunks, with two system calls
/// (docs/decisions/0011-the-http-surface.md).
/// </summary>
internal static class JsonReplies
{
    /// <summary>Writes the whole body; the server sends it when the request ends. Nothing is written if the value
    /// can't be.</summary>
    public static Task WriteJson<T>(
        this HttpResponse response, int status, T value, string contentType = "application/json; charset=utf-8")
    {
        var json = response.HttpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value;
        var body = JsonSerializer.SerializeToUtf8Bytes(value, json.SerializerOptions);
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }

    /// <summary>The body of a success.</summary>
    public static OkReply<T> Ok<T>(T value) => new(value);

    /// <summary>The body of what was made, and where it is.</summary>
    public static CreatedReply<T> Created<T>(T value, string? location = null) => new(value, location);

    /// <summary>What has begun and is not done yet, and where it can be seen.</summary>
    public static AcceptedReply<T> Accepted<T>(T value, string location) => new(value, location);

    /// <summary>Adds what the OpenAPI document has to say of it.</summary>
    public static void Describe<T>(EndpointBuilder endpoint, int status) =>
        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));
}

/// <summary>A success.</summary>
internal sealed class OkReply<T>(T value) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        JsonReplies.Describe<T>(builder, StatusCodes.Status200OK);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.Response.WriteJson(StatusCodes.Status200OK, value);
}

/// <summary>A success that made something.</summary>
internal sealed class CreatedReply<T>(T value, string? location) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        JsonReplies.Describe<T>(builder, StatusCodes.Status201Created);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (location is not null)
            httpContext.Response.Headers.Location = location;
        return httpContext.Response.WriteJson(StatusCodes.Status201Created, value);
    }
}

/// <summary>A success that is not done yet.</summary>
internal sealed class AcceptedReply<T>(T value, string location) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        JsonReplies.Describe<T>(builder, StatusCodes.Status202Accepted);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Location = location;
        return httpContext.Response.WriteJson(StatusCodes.Status202Accepted, value);
    }
}
