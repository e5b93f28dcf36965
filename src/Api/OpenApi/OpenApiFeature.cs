using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Wallet.Api;

/// <summary>The contract as an OpenAPI document, made of the <see cref="ApiCall"/>s that the endpoints are mapped
/// from.</summary>
internal static class OpenApiFeature
{
    public const string DocumentName = "v1";
    public const string Path = "/openapi/v1.json";

    /// <summary>The name of the bearer scheme.</summary>
    public const string Bearer = "bearer";

    public static void AddWalletOpenApi(this IServiceCollection services) =>
        services.AddOpenApi(DocumentName, static options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Wallet",
                Version = "v1",
                Description =
                "A digital wallet. Amounts are integers of minor units, times are UTC, and an idempotency key moves " +
                "money at most once.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The accessToken of POST /auth/login, valid for an hour.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            var call = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiCall>().FirstOrDefault();
            if (call is not null)
                new OperationWriter(context.Document!).Write(operation, call);
            return Task.CompletedTask;
        });
    });
}
