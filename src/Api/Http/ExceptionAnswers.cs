using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Answers exceptions: a ledger that failed, a body that could not be bound, and whatever nobody expected,
/// which is logged once and told to nobody.</summary>
internal sealed partial class ExceptionAnswers(ILogger<ExceptionAnswers> log) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var endpoint = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var answer = exception switch
        {
            LedgerException => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1)),
            BadHttpRequestException bad => JsonBodies.Refuse(bad, endpoint),
            _ => Problem.InternalError.Reply(),
        };
        // A client that has gone away is not this server's fault and no news.
        if (exception is not (LedgerException or BadHttpRequestException)
            && !httpContext.RequestAborted.IsCancellationRequested)
            LogFailure(exception, httpContext.Request.Method, endpoint?.DisplayName ?? "no endpoint");
        if (httpContext.Response.HasStarted)
        {
            httpContext.Abort();
            return true;
        }

        // Whoever called this has cleared them.
        ResponseHeaders.Set(httpContext.Response);
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "An unexpected failure: {Method} {Endpoint}")]
    private partial void LogFailure(Exception exception, string method, string endpoint);
}

/// <summary>What holds for every response: nothing is cached or sniffed, and it tells the request's ID.</summary>
internal static class ResponseHeaders
{
    public static void Set(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[RequestIdentity.Header] = response.HttpContext.TraceIdentifier;
    }
}
