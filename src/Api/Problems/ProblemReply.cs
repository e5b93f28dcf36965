using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Wallet.Api;

/// <summary>An error as the answer to one request.</summary>
internal sealed class ProblemReply(Problem problem) : IResult
{
    /// <summary>When to try again; sent in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The body, where it says more than the kind of error.</summary>
    public ProblemBody? Body { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> header of a 401.</summary>
    public string Challenge { get; init; } = "Bearer";

    /// <summary>Whether an earlier request with the same key led to this.</summary>
    public bool Replayed { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        // The server reads so much of an unread body and no more: say so, rather than drop the connection under the
        // next request.
        if (httpContext.Request.ContentLength > KestrelLimits.MaxDrainedBytes)
            response.Headers.Connection = "close";
        if (problem.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = Challenge;
        if (Replayed)
            response.Headers[IdempotencyHeaders.Replayed] = "true";
        if (Body is null)
            JsonOutput.Send(response, problem.Bytes.Span);
        else
            JsonOutput.Write(response, Body, ApiJson.Default.ProblemBody);
        return Task.CompletedTask;
    }
}
