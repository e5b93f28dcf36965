using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>
/// Gives each request an ID of this server's own: in the header of the answer, in a scope around all that is logged
/// meanwhile, and as the ID of its trace, if it has one. None is taken from a client, who could write into the logs
/// with it, or pass a request off as another one.
/// </summary>
/// <remarks>The trace's first span is made here and not by OpenTelemetry's instrumentation of ASP.NET Core. That one
/// has an activity made for each request, traced or not, and puts what a client wrote into spans.</remarks>
internal sealed class RequestIdentity(RequestSampling sampling, ILoggerFactory logs)
{
    /// <summary>The header of the answer.</summary>
    public const string Header = "X-Request-Id";

    private const string OtherMethod = "_OTHER";

    private static readonly Func<ILogger, string, IDisposable?> RequestScope =
        LoggerMessage.DefineScope<string>(RequestIds.Scope);

    private readonly ILogger _log = logs.CreateLogger<RequestIdentity>();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        using var span = sampling.Takes() ? StartSpan(context.Request) : null;
        var trace = Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom();
        context.TraceIdentifier = trace.ToHexString();
        ResponseHeaders.Set(context.Response);
        using var scope = RequestScope(_log, context.TraceIdentifier);
        await next(context);
        if (span is not null)
            Describe(span, context);
    }

    private static Activity? StartSpan(HttpRequest request)
    {
        // Asked every few seconds, and of no interest.
        if (request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            || request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal))
            return null;
        // The framework's own, where its log is turned on, is no part of what is traced.
        Activity.Current = null;
        return WalletTelemetry.Activities.StartActivity("HTTP", ActivityKind.Server);
    }

    // By the semantic conventions, without what the client wrote: path, query and headers may be anything, an e-mail or
    // a secret included. The route, which is this program's, says what was called.
    private static void Describe(Activity span, HttpContext context)
    {
        var method = HttpMethods.GetCanonicalizedValue(context.Request.Method);
        if (!IsKnown(method))
            method = OtherMethod;
        span.SetTag("http.request.method", method).SetTag("url.scheme", context.Request.Scheme)
            .SetTag("http.response.status_code", context.Response.StatusCode);
        // Whoever answers a failure has cleared the endpoint.
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method : $"{method} {route}";
        if (route is not null)
            span.SetTag("http.route", route);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }

    private static bool IsKnown(string method) => HttpMethods.IsGet(method) || HttpMethods.IsPost(method)
        || HttpMethods.IsDelete(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method)
        || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
