using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Wallet.Api;

/// <summary>A success with a JSON body.</summary>
internal sealed class JsonReply<T>(int status, T value, JsonTypeInfo<T> type) : IResult
{
    /// <summary>The <c>Location</c> header, if any.</summary>
    public string? Location { get; init; }

    /// <summary>Whether an earlier request with the same key led to this.</summary>
    public bool Replayed { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        if (Location is not null)
            response.Headers.Location = Location;
        if (Replayed)
            response.Headers[IdempotencyHeaders.Replayed] = "true";
        JsonOutput.Write(response, value, type);
        return Task.CompletedTask;
    }
}
