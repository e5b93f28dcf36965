using System.Globalization;
using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>An error as the answer to one request.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    /// <summary>When to try again; sent in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> header of a 401.</summary>
    public string Challenge { get; init; } = "Bearer";

    /// <summary>How many wrong PINs are left before it is locked.</summary>
    public int? AttemptsLeft { get; init; }

    /// <summary>How much was left to be given back, in minor units.</summary>
    public long? Refundable { get; init; }

    /// <summary>How much was left, or could have been sent, in minor units.</summary>
    public long? Remaining { get; init; }

    /// <summary>When the day of the limits ends.</summary>
    public Timestamp? ResetsAt { get; init; }

    /// <summary>What has become of the payment request.</summary>
    public string? State { get; init; }

    /// <summary>What is wrong with the request, by field.</summary>
    public Dictionary<string, List<string>>? Errors { get; init; }

    /// <summary>Which parts of the service are down.</summary>
    public IReadOnlyList<string>? Down { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        if (RetryAfter is { } wait)
            headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        // The server reads so much of an unread body and no more: say so, rather than drop the connection under the
        // next request.
        if (httpContext.Request.ContentLength > KestrelLimits.MaxDrainedBytes)
            headers.Connection = "close";
        if (problem.Status == StatusCodes.Status401Unauthorized)
            headers.WWWAuthenticate = Challenge;
        var body = new ProblemBody(problem)
        {
            AttemptsLeft = AttemptsLeft,
            Refundable = Refundable,
            Remaining = Remaining,
            ResetsAt = ResetsAt,
            State = State,
            Errors = Errors,
            Down = Down,
        };
        if (Down is not null)
            body.Detail = "Down: " + string.Join(", ", Down) + ".";
        return httpContext.Response.WriteJson(problem.Status, body, "application/problem+json");
    }
}
