using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Wallet.Api;

/// <summary>
/// The page for operators who have nothing else to look at: files in <c>Page</c>, which are served as they are. It
/// needs no key, and all that it shows needs one.
/// </summary>
internal static class OperatorPage
{
    // Everything comes from this host, nothing is run or styled from within the page, and nobody may frame it. There is
    // one picture, the empty icon.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string JavaScript = "text/javascript; charset=utf-8";

    public static void MapOperatorPage(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/operator", "index.html", "text/html; charset=utf-8");
        Map(routes, "/operator/page.css", "page.css", "text/css; charset=utf-8");
        Map(routes, "/operator/page.js", "page.js", JavaScript);
        foreach (var module in (string[])["audits.js", "charts.js", "client.js", "wallets.js"])
            Map(routes, "/operator/page/" + module, module, JavaScript);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string file, string contentType)
    {
        using var stream = typeof(OperatorPage).Assembly.GetManifestResourceStream("Page." + file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        routes.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return TypedResults.Bytes(content, contentType);
        }).ExcludeFromDescription();
    }
}
