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

    private static readonly (string Name, string Description)[] Tags =
    [
        (AuthFeature.Tag, "Registering, signing in, and changing secrets."),
        (WalletFeature.Tag, "The caller's wallet: its balance, sending from it, and play money."),
        (TransfersFeature.Tag, "What became of a transfer."),
        (TransactionsFeature.Tag, "The history of the caller's wallet."),
        (HealthFeature.Tag, "Whether the service is up, for whoever runs it."),
    ];

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
                Contact = new OpenApiContact { Name = "The Wallet project" },
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            };
            // Relative to where the document was fetched: the same bytes from every host, whatever a request calls it.
            document.Servers = [new OpenApiServer { Url = "/", Description = "The host that serves this document." }];
            document.Tags = Tags.Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description })
                .ToHashSet();
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
