using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;
using Wallet.Hosting;

namespace Wallet.Dashboard;

/// <summary>Maps the dashboard: what it serves, behind a session, and the way into one.</summary>
internal sealed class DashboardEndpoints(DashboardSessions sessions) : IOperatorEndpoints
{
    private const string Cookie = "wallet-orleans", SignInPath = OrleansDashboard.Path + "/sign-in", Field = "key";

    // Its own scripts and pictures, and what its components style. Nobody may frame it, and it asks nobody else.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'";

    // What is left out: the states of grains, which are secrets' digests, the log, and what an entry that is not known
    // here may bring.
    private static readonly HashSet<string> Served = new(
        [
            "", "index.html", "favicon.ico", "index.min.js", "index.css", "fonts", "img", "version",
            "DashboardCounters", "ClusterStats", "Reminders", "HistoricalStats", "SiloProperties", "SiloStats",
            "SiloCounters", "SiloMetadata", "GrainStats", "TopGrainMethods", "GrainTypes",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(SignInPath, (HttpContext context) => Page(context, null)).ExcludeFromDescription();
        routes.MapPost(SignInPath, (Delegate)SignInAsync).ExcludeFromDescription().DisableAntiforgery();
        routes.MapPost(OrleansDashboard.Path + "/sign-out", (Delegate)SignOut).ExcludeFromDescription()
            .DisableAntiforgery();
        var dashboard = routes.MapOrleansDashboard(OrleansDashboard.Path);
        dashboard.ExcludeFromDescription();
        dashboard.AddEndpointFilter(LetInAsync);
    }

    private async ValueTask<object?> LetInAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        Guard(context.Response);
        var path = context.Request.Path.Value!.AsSpan(OrleansDashboard.Path.Length).Trim('/').ToString();
        if (!await sessions.HasAsync(context.Request.Cookies[Cookie]))
            return path.Length == 0
                ? TypedResults.Redirect(SignInPath)
                : TypedResults.Text("Sign in first.", statusCode: StatusCodes.Status401Unauthorized);
        return Served.Contains(path.Split('/')[0]) ? await next(call) : TypedResults.NotFound();
    }

    private async Task<IResult> SignInAsync(HttpContext context)
    {
        Guard(context.Response);
        // A form of one field. Whatever else comes is no sign-in.
        if (!context.Request.HasFormContentType || context.Request.ContentLength is not (> 0 and < 1024))
            return Page(context, "That is no key.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (result, token) = await sessions.BeginAsync(
            form[Field], context.Connection.RemoteIpAddress?.ToString() ?? "local");
        if (token is null)
            return Page(context, result == SignIn.TooMany
                ? "Too many keys were tried from this address. Wait a minute."
                : "This key is not known here, was revoked, or may not read.");
        context.Response.Cookies.Append(Cookie, token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = OrleansDashboard.Path,
            MaxAge = DashboardSessions.Length,
        });
        context.Response.Headers.Location = OrleansDashboard.Path + "/";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private StatusCodeHttpResult SignOut(HttpContext context)
    {
        sessions.End(context.Request.Cookies[Cookie]);
        context.Response.Cookies.Delete(Cookie, new CookieOptions { Path = OrleansDashboard.Path });
        context.Response.Headers.Location = SignInPath;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static ContentHttpResult Page(HttpContext context, string? said)
    {
        Guard(context.Response);
        return TypedResults.Text($"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>Wallet: Orleans' dashboard</title>
            <link rel="icon" href="data:,">
            <style>
            body {"{"} font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem {"}"}
            input, button {"{"} font: inherit; padding: .5rem .8rem; width: 100%; margin: .25rem 0 1rem {"}"}</style>
            <h1>Orleans' dashboard</h1>
            <form method="post" action="{SignInPath}" autocomplete="off">
            <label for="key">An operator's key with the scope read</label>
            <input id="key" name="{Field}" type="password" required autofocus>
            <button>Sign in</button></form>
            <p role="status">{said}</p></html>
            """, "text/html; charset=utf-8",
            statusCode: said is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
    }

    private static void Guard(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
