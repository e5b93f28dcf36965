using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>
/// Gives each request an ID of this server's own: in the header of the answer, in a scope around all that is logged
/// meanwhile, and as the ID of its trace, if it has one. None is taken from a client, who could write into the logs with
/// it, or pass a request off as another one.
/// </summary>
internal sealed class RequestIdentity(ILoggerFactory logs)
{
    /// <summary>The header of the answer.</summary>
    public const string Header = "X-Request-Id";

    private static readonly Func<ILogger, string, IDisposable?> RequestScope =
        LoggerMessage.DefineScope<string>(RequestIds.Scope);

    private readonly ILogger _log = logs.CreateLogger<RequestIdentity>();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var trace = Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom();
        context.TraceIdentifier = trace.ToHexString();
        ResponseHeaders.Set(context.Response);
        using var scope = RequestScope(_log, context.TraceIdentifier);
        await next(context);
    }
}
