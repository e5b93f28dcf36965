using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Maps calls. What comes before an endpoint comes in one order for all: rate limit, token, then the endpoint
/// reads the body.</summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes)
{
    private static readonly MethodInfo Described = typeof(ApiRoutes)
        .GetMethod(nameof(Handler), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly CallerAuthenticator _callers = routes.ServiceProvider.GetRequiredService<CallerAuthenticator>();
    private readonly AuthRateLimiter _limiter = routes.ServiceProvider.GetRequiredService<AuthRateLimiter>();

    /// <summary>A service for an endpoint, resolved once.</summary>
    public T Service<T>() where T : notnull => routes.ServiceProvider.GetRequiredService<T>();

    /// <summary>Maps a call that anybody may make.</summary>
    public void Map(ApiCall call, Func<HttpContext, ValueTask<IResult>> handle) =>
        Add(call, async context =>
        {
            var result = Limit(call, context) ?? await Lockouted(handle(context));
            await result.ExecuteAsync(context);
        });

    /// <summary>Maps a call that needs an access token.</summary>
    public void Map(ApiCall call, Func<HttpContext, Caller, ValueTask<IResult>> handle) =>
        Add(call, async context =>
        {
            var result = Limit(call, context);
            if (result is null)
            {
                try
                {
                    var admission = await _callers.AdmitAsync(context);
                    result = admission.Refusal ?? await handle(context, admission.Caller);
                }
                catch (LedgerException)
                {
                    result = StoreDown;
                }
            }

            await result.ExecuteAsync(context);
        });

    private static ProblemReply StoreDown => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1));

    private static async ValueTask<IResult> Lockouted(ValueTask<IResult> handling)
    {
        try
        {
            return await handling;
        }
        catch (LedgerException)
        {
            return StoreDown;
        }
    }

    private IResult? Limit(ApiCall call, HttpContext context) => call.RateLimited ? _limiter.Check(context) : null;

    private void Add(ApiCall call, RequestDelegate handler) =>
        // The method's shape is what makes the endpoint appear in the OpenAPI document.
        routes.MapMethods(call.Path, [call.Method], handler).WithDisplayName(call.Method + " " + call.Path)
            .WithMetadata(call, Described);

    private static Task Handler(HttpContext context) => Task.CompletedTask;
}
