using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>The HTTP surface for operators, on addresses of its own.</summary>
internal static class OperatorApi
{
    /// <summary>The group of its endpoints, which is the name of their OpenAPI document.</summary>
    public const string Group = "operator";

    /// <summary>Adds what it needs. The host registers <see cref="IOperatorStore"/>.</summary>
    public static void AddOperatorApi(this IServiceCollection services)
    {
        services.AddSingleton<OperatorAuthentication>();
        services.AddSingleton<OperatorGrains>();
        services.AddSingleton<OperatorWallets>();
    }

    /// <summary>Maps its endpoints, where operators are served.</summary>
    public static void MapOperatorApi(this WebApplication app)
    {
        var authentication = app.Services.GetRequiredService<OperatorAuthentication>();
        app.MapOperatorListener(Map, branch =>
        {
            branch.Use(authentication.InvokeAsync);
            branch.Use(JsonBodies.InvokeAsync);
        });
    }

    private static void Map(IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/operator").WithGroupName(Group);
        operators.MapOperatorUsers();
        operators.MapOperatorWallets();
        operators.MapOperatorTransfers();
        operators.MapOperatorAudits();
        operators.MapOperatorKeys();
        ((IEndpointConventionBuilder)operators).Finally(JsonBodies.AcceptAnyMediaType);
        routes.MapOpenApiDocument("/operator/openapi.json", Group);
        routes.MapUndescribedHealth();
    }
}
