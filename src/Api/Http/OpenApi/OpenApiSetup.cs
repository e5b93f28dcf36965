using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Wallet.Api;

/// <summary>The contract as an OpenAPI document, made of the endpoints.</summary>
internal static class OpenApiSetup
{
    public const string Path = "/openapi/v1.json";

    /// <summary>The names of the bearer scheme and of the schema of errors.</summary>
    public const string Bearer = "bearer", ProblemSchema = "Problem";

    private const string DocumentName = "v1", Request = "Request", Suffix = "Body";

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Auth", "Registering, signing in, and changing secrets."),
        ("Wallet", "The caller's wallet: its balance, sending from it, and play money."),
        ("Transfers", "What became of a transfer."),
        ("Transactions", "The history of the caller's wallet."),
        ("Health", "Whether the service is up, for whoever runs it."),
    ];

    public static void AddWalletOpenApi(this IServiceCollection services) =>
        services.AddOpenApi(DocumentName, static options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = NameOf;
            options.AddSchemaTransformer(Transform);
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer(static (document, _, _) =>
            {
                Transform(document);
                return Task.CompletedTask;
            });
        });

    /// <summary>Maps the document. It is made once: making it costs a thousand times as much as sending it, and anybody
    /// may ask for it.</summary>
    public static void MapWalletOpenApi(this IEndpointRouteBuilder routes)
    {
        var provider = routes.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocumentName);
        var document = new Lazy<Task<byte[]>>(() => WriteAsync(provider));
        routes.MapGet(Path, async () => TypedResults.Bytes(await document.Value, "application/json"))
            .ExcludeFromDescription();
    }

    private static async Task<byte[]> WriteAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }

    private static string? NameOf(JsonTypeInfo type) =>
        type.Type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Type.Name[..^Suffix.Length]
        : type.Kind == JsonTypeInfoKind.Object ? type.Type.Name
        : null;

    private static void Transform(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Wallet",
            Version = "v1",
            Description = "A digital wallet. Amounts are integers of minor units, times are UTC, and an idempotency "
                + "key moves money at most once.",
            Contact = new OpenApiContact { Name = "The Wallet project" },
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        // Relative to where the document was fetched: the same bytes from every host, whatever a request calls it.
        document.Servers = [new OpenApiServer { Url = "/", Description = "The host that serves this document." }];
        document.Tags = Tags.Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description })
            .ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The accessToken of POST /auth/login, valid for an hour.",
            },
        };
    }

    private static Task Transform(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var attributes = context.JsonPropertyInfo?.AttributeProvider;
        if (attributes?.GetCustomAttributes(typeof(ShownAttribute), inherit: false) is [ShownAttribute shown])
            DomainSchemas.TryApply(
                shown.Type, schema, !attributes.IsDefined(typeof(RequiredAttribute), inherit: false));
        else if (!DomainSchemas.TryApply(bare, schema, bare != type)
            && !type.Name.EndsWith(Request + Suffix, StringComparison.Ordinal))
            // Who sends a member too many is refused; who gets one has to bear it.
            schema.AdditionalPropertiesAllowed = true;
        if (type == typeof(ProblemBody))
            TransformProblem(schema);
        return Task.CompletedTask;
    }

    // Its members are left out rather than null.
    private static void TransformProblem(OpenApiSchema schema)
    {
        schema.Properties!.Remove("instance");
        foreach (var member in schema.Properties.Values.OfType<OpenApiSchema>())
            member.Type &= ~JsonSchemaType.Null;
        schema.Required = new HashSet<string> { "type", "title", "status", "detail", "code" };
    }
}
