using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Describes what the framework can't know of a call: what it reads by itself, every refusal, and the
/// headers of its answers.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    /// <inheritdoc/>
    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = new EndpointMetadataCollection(context.Description.ActionDescriptor.EndpointMetadata);
        foreach (var parameter in metadata.GetOrderedMetadata<DescribedParameter>())
            Describe(operation, parameter);

        // Only what moves money takes a key in a header.
        var keyed = metadata.GetOrderedMetadata<DescribedParameter>()
            .Any(static parameter => parameter.Location == ParameterLocation.Header);
        foreach (var (status, response) in operation.Responses!)
            DescribeSuccess((OpenApiResponse)response, status, operation,
                keyed || metadata.GetMetadata<ReplayingSuccess>() is not null);

        await AddProblemSchemaAsync(context, cancellationToken);
        var refusals = RefusalsOf(metadata).ToArray();
        if (refusals.All(static problem => problem.Status >= 500))
            operation.Responses["400"] = new OpenApiResponse
            { Description = "What is not HTTP is refused by the server itself, without a body." };
        foreach (var problems in refusals.GroupBy(static problem => problem.Status)
            .OrderBy(static group => group.Key))
            operation.Responses[Text(problems.Key)] = Response(problems.Key, [.. problems], keyed, context.Document!);

        operation.Security = IsSignedIn(metadata) || ScopeOf(metadata) is not null
            ? [new OpenApiSecurityRequirement
                { [new OpenApiSecuritySchemeReference(OpenApiSetup.Bearer, context.Document)] = [] }]
            : [];
        // A requirement of this kind has no scopes.
        if (ScopeOf(metadata) is { } scope)
            operation.Description = $"Takes a key with the scope `{scope.ToText()}`. {operation.Description}".TrimEnd();
    }

    private static OperatorScopes? ScopeOf(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<NeededScope>()?.Scope;

    private static bool IsSignedIn(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAuthorizeData>() is not null;

    private static IEnumerable<Problem> RefusalsOf(EndpointMetadataCollection metadata)
    {
        IEnumerable<Problem> all =
            [.. metadata.GetMetadata<DescribedRefusals>()?.Problems ?? [], Problem.InternalError];
        if (metadata.GetMetadata<IAcceptsMetadata>() is not null)
            all = all.Concat([Problem.InvalidRequest, Problem.UnsupportedMediaType, Problem.PayloadTooLarge,
                Problem.RequestTimeout]);
        if (IsSignedIn(metadata))
            all = all.Concat([Problem.Unauthenticated, Problem.Unavailable]);
        if (ScopeOf(metadata) is not null)
            all = all.Concat([Problem.OperatorUnknown, Problem.Forbidden, Problem.RateLimited, Problem.Unavailable]);
        if (AuthRateLimiter.IsLimited(metadata))
            all = all.Append(Problem.RateLimited);
        return all.Distinct();
    }

    private static void Describe(OpenApiOperation operation, DescribedParameter described)
    {
        operation.Parameters ??= [];
        // What the framework knows of a parameter in the path is less.
        var known = operation.Parameters.FirstOrDefault(parameter => parameter.Name == described.Name);
        if (known is not null)
            operation.Parameters.Remove(known);
        var schema = DomainSchemas.Of(described.Type);
        schema.Description = null;
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = described.Name,
            In = described.Location,
            Description = described.Description,
            Required = described.Required,
            Schema = schema,
        });
    }

    private static void DescribeSuccess(
        OpenApiResponse response, string status, OpenApiOperation operation, bool keyed)
    {
        response.Description = "Success";
        // What is not JSON is text.
        foreach (var (type, media) in response.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (type != StatementReply.Json)
                media.Schema = DomainSchemas.Of(typeof(string));
        }

        response.Headers = new Dictionary<string, IOpenApiHeader>();
        if (status == "201" && operation.Tags!.Any(static tag => tag.Name is "Wallet" or "Transfers"))
            response.Headers["Location"] = Header("Where the transfer can be seen.", JsonSchemaType.String);
        if (status == "201" && operation.Tags!.Any(static tag => tag.Name is "Requests" or "Holds"))
            response.Headers["Location"] = Header("Where what was made can be seen.", JsonSchemaType.String);
        if (status == "202")
            response.Headers["Location"] = Header("Where the result will be.", JsonSchemaType.String);
        if (keyed)
            response.Headers[IdempotencyHeaders.Replayed] = Replayed();
    }

    private static OpenApiResponse Response(int status, Problem[] problems, bool keyed, OpenApiDocument document)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (status is 409 or 423 or 429 or 503)
            headers["Retry-After"] = Header("When to try again, in whole seconds.", JsonSchemaType.Integer);
        if (status == 422 && keyed)
            headers[IdempotencyHeaders.Replayed] = Replayed();
        if (status == 401)
            headers["WWW-Authenticate"] = Header("The challenge of RFC 6750.", JsonSchemaType.String);
        return new OpenApiResponse
        {
            Description =
                string.Join("\n", problems.Select(static problem => $"- `{problem.Code}`: {problem.Title}")),
            Headers = headers,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(OpenApiSetup.ProblemSchema, document),
                    Examples = problems.ToDictionary(
                        static problem => problem.Code,
                        static IOpenApiExample (problem) => new OpenApiExample
                        {
                            Summary = problem.Title,
                            Value = JsonSerializer.SerializeToNode(
                                new ProblemBody(problem), ApiJson.Default.ProblemBody),
                        }),
                },
            },
        };
    }

    private static async Task AddProblemSchemaAsync(
        OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (context.Document!.Components?.Schemas?.ContainsKey(OpenApiSetup.ProblemSchema) != true)
            context.Document.AddComponent(OpenApiSetup.ProblemSchema,
                await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellation));
    }

    private static OpenApiHeader Replayed() =>
        Header("true if an earlier request with the key led to this.", JsonSchemaType.String);

    private static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type } };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
