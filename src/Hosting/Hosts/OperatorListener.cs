using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Wallet.Hosting;

/// <summary>What a connection carries that came in where operators are served.</summary>
public sealed class OperatorConnection
{
    private static readonly OperatorConnection OverTcp = new(false), OverSocket = new(true);

    private OperatorConnection(bool isSocket) => IsSocket = isSocket;

    /// <summary>Whether it came over the socket in the data folder, which only the folder's owner may open.</summary>
    public bool IsSocket { get; }

    /// <summary>The mark of a request's connection; null if it came in where clients are served.</summary>
    public static OperatorConnection? Of(HttpContext context) => context.Features.Get<OperatorConnection>();

    internal static void Mark(ListenOptions options, bool isSocket)
    {
        var mark = isSocket ? OverSocket : OverTcp;
        ((Microsoft.AspNetCore.Connections.IConnectionBuilder)options).Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
    }
}

/// <summary>How endpoints are mapped where operators are served, and there alone.</summary>
public static class OperatorListener
{
    /// <summary>
    /// Maps what is served where operators are, on routes of their own: no request of a client gets to them, nor one of
    /// an operator to those of clients, whatever its path or its Host header says. To be called once, before anything
    /// is added that only clients shall have.
    /// </summary>
    /// <param name="app">The host.</param>
    /// <param name="map">Maps the endpoints.</param>
    /// <param name="use">Adds what runs between finding an endpoint and calling it.</param>
    public static void MapOperatorListener(
        this WebApplication app, Action<IEndpointRouteBuilder> map, Action<IApplicationBuilder>? use = null)
    {
        if (app.Services.GetRequiredService<Listeners>().ServesOperators)
            app.MapWhen(static context => OperatorConnection.Of(context) is not null, branch =>
            {
                branch.UseRouting();
                use?.Invoke(branch);
                branch.UseEndpoints(map);
            });
        // Otherwise the framework would find the clients' endpoints first, and let operators call them.
        app.UseRouting();
    }
}
