using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Wallet.Api;

/// <summary>
/// What holds for every response: nothing is cached or sniffed, whatever has no body of its own gets a problem
/// document, and an exception that nobody expected is logged once and told to nobody.
/// </summary>
internal sealed partial class ResponseRules(ILogger<ResponseRules> logger)
{
    public RequestDelegate Apply(RequestDelegate next) => async context =>
    {
        var response = context.Response;
        SetHeaders(response);
        try
        {
            await next(context);
        }
#pragma warning disable CA1031 // This is the last place where an exception can become an answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await AnswerAsync(context, e);
            return;
        }

        // A status without a body: the router's 404 and 405.
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null
            && response.ContentType is null
            && Problem.OfStatus(response.StatusCode) is { } problem)
            await problem.Reply().ExecuteAsync(context);
    };

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        // A client that has gone away or a body that can't be read is not this server's fault and no news.
        var unread = exception as BadHttpRequestException;
        if (unread is null && !context.RequestAborted.IsCancellationRequested)
            LogFailure(exception, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint");
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var response = context.Response;
        response.Clear();
        SetHeaders(response);
        // Behind a body that the server stopped reading there is no next request to be found.
        if (unread is not null)
            response.Headers.Connection = "close";
        var problem = unread is null ? Problem.InternalError : Problem.OfStatus(unread.StatusCode)
            ?? Problem.InvalidRequest;
        return problem.Reply().ExecuteAsync(context);
    }

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "An unexpected failure: {Method} {Endpoint}")]
    private partial void LogFailure(Exception exception, string method, string endpoint);
}
