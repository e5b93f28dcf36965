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

    /// <summary>The name of the document of what clients call; the other is that of
    /// <see cref="OperatorApi.Group"/>.</summary>
    public const string ClientsDocument = "v1";

    /// <summary>The names of the bearer scheme and of the schema of errors.</summary>
    public const string Bearer = "bearer", ProblemSchema = "Problem";

    private const string Request = "Request", Suffix = "Body";

    private static readonly DocumentTexts Clients = new(
        "Wallet", "A digital wallet. Amounts are integers of minor units, times are UTC, and an idempotency key moves "
            + "money at most once.",
        "JWT", "The accessToken of POST /auth/login, valid for an hour.",
        [
            ("Auth", "Registering, signing in, and changing secrets."),
            ("Wallet", "The caller's wallet: its balance, sending from it, and play money."),
            ("Transfers", "What became of a transfer."),
            ("Holds", "Money that is set aside for somebody."),
            ("Requests", "Asking others for payments, and what others ask of the caller."),
            ("Transactions", "The history of the caller's wallet."),
            ("Health", "Whether the service is up, for whoever runs it."),
        ]);

    private static readonly DocumentTexts Operators = new(
        "Wallet for operators", "What operators see and do, on addresses of its own. Each act is a row of a log that "
            + "nobody can change unnoticed.",
        "wok_…", "An operator's key, made by POST /operator/keys or the command operator add. Each call says which "
            + "scope it takes.",
        [
            ("Users", "Finding a user, lifting locks, signing out."),
            ("Wallets", "Looking at wallets and freezing them."),
            ("Transfers", "Looking at transfers and giving them back."),
            ("Audit", "Audits of the ledger, and the operators' log."),
            ("Keys", "The operators' keys."),
            ("Series", "What the host has seen in the last hour."),
        ]);

    public static void AddWalletOpenApi(this IServiceCollection services)
    {
        AddDocument(services, ClientsDocument, Clients);
        AddDocument(services, OperatorApi.Group, Operators);
    }

    /// <summary>Maps a document. It is made once: making it costs a thousand times as much as sending it, and anybody
    /// may ask for it.</summary>
    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes, string path, string name)
    {
        var provider = routes.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(name);
        var document = new Lazy<Task<byte[]>>(() => WriteAsync(provider));
        routes.MapGet(path, async () => TypedResults.Bytes(await document.Value, "application/json"))
            .ExcludeFromDescription();
    }

    private static void AddDocument(IServiceCollection services, string name, DocumentTexts texts) =>
        services.AddOpenApi(name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = call => (call.GroupName ?? ClientsDocument) == name;
            options.CreateSchemaReferenceId = NameOf;
            options.AddSchemaTransformer(Transform);
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer((document, _, _) =>
            {
                Transform(document, texts);
                return Task.CompletedTask;
            });
        });

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

    private static void Transform(OpenApiDocument document, DocumentTexts texts)
    {
        document.Info = new OpenApiInfo
        {
            Title = texts.Title,
            Version = "v1",
            Description = texts.Description,
            Contact = new OpenApiContact { Name = "The Wallet project" },
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        // Relative to where the document was fetched: the same bytes from every host, whatever a request calls it.
        document.Servers = [new OpenApiServer { Url = "/", Description = "The host that serves this document." }];
        document.Tags = texts.Tags
            .Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = texts.BearerFormat,
                Description = texts.Bearer,
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
            TransformProblem(schema, context.DocumentName);
        return Task.CompletedTask;
    }

    // Its members are left out rather than null.
    private static void TransformProblem(OpenApiSchema schema, string document)
    {
        schema.Properties!.Remove("instance");
        foreach (var elsewhere in (string[])(
            document == ClientsDocument ? [] : ["attemptsLeft", "remaining", "resetsAt", "down", "state"]))
            schema.Properties.Remove(elsewhere);
        foreach (var member in schema.Properties.Values.OfType<OpenApiSchema>())
            member.Type &= ~JsonSchemaType.Null;
        schema.Required = new HashSet<string> { "type", "title", "status", "detail", "code" };
    }

    private sealed record DocumentTexts(
        string Title, string Description, string BearerFormat, string Bearer,
        IReadOnlyList<(string Name, string Description)> Tags);
}
