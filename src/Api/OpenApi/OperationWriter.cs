using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Wallet.Api;

/// <summary>Describes one call.</summary>
internal sealed class OperationWriter(OpenApiDocument document)
{
    private readonly SchemaWriter _schemas = new(document);

    public void Write(OpenApiOperation operation, ApiCall call)
    {
        operation.OperationId = call.Id;
        operation.Summary = call.Summary;
        operation.Description = call.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(call.Tag, document) };
        operation.Parameters = [.. call.Parameters.Select(Parameter)];
        operation.RequestBody = call.Body is null ? null : new OpenApiRequestBody
        {
            Required = true,
            Content = Content("application/json", _schemas.Request(call.Body)),
        };
        operation.Responses = [];
        WriteSuccess(operation.Responses, call);
        foreach (var problems in call.AllProblems().GroupBy(static problem => problem.Status)
            .OrderBy(static group => group.Key))
            WriteProblems(operation.Responses, call, problems.Key, [.. problems]);
        if (!operation.Responses.Keys.Any(static status => status.StartsWith('4')))
            operation.Responses["400"] = new OpenApiResponse
            { Description = "What is not HTTP is refused by the server itself, without a body." };
        // Other calls say that they need none, rather than nothing.
        operation.Security = !call.SignedIn ? [] : [new OpenApiSecurityRequirement {
            [new OpenApiSecuritySchemeReference(OpenApiFeature.Bearer, document)] = [] }];
    }

    private IOpenApiParameter Parameter(ApiParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = parameter.Place switch
        {
            ParameterPlace.Path => ParameterLocation.Path,
            ParameterPlace.Header => ParameterLocation.Header,
            _ => ParameterLocation.Query,
        },
        Description = parameter.Description,
        Required = parameter.Required,
        Schema = _schemas.Of(parameter.Type),
    };

    private void WriteSuccess(OpenApiResponses responses, ApiCall call)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (call.HasLocation)
            headers["Location"] = Header("Where the transfer can be seen.", JsonSchemaType.String);
        if (call.Idempotent)
            headers[IdempotencyHeaders.Replayed] = Replayed();
        responses[call.Success.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
        {
            Description = "Success",
            Content = call.SuccessBody is null ? null : Content("application/json", _schemas.Of(call.SuccessBody)),
            Headers = headers.Count == 0 ? null : headers,
        };
    }

    private void WriteProblems(OpenApiResponses responses, ApiCall call, int status, Problem[] problems)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (status is 409 or 423 or 429 or 503)
            headers["Retry-After"] = Header("When to try again, in whole seconds.", JsonSchemaType.Integer);
        if (status == 422 && call.Idempotent)
            headers[IdempotencyHeaders.Replayed] = Replayed();
        if (status == 401)
            headers["WWW-Authenticate"] = Header("The challenge of RFC 6750.", JsonSchemaType.String);
        var content = Content("application/problem+json", _schemas.Of(typeof(ProblemBody)));
        content["application/problem+json"].Examples = problems.ToDictionary(
            static problem => problem.Code,
            static IOpenApiExample (problem) => new OpenApiExample
            {
                Summary = problem.Body.Title,
                Value = JsonNode.Parse(problem.Bytes.Span),
            });
        responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
        {
            Description =
                string.Join("\n", problems.Select(static problem => $"- `{problem.Code}`: {problem.Body.Title}")),
            Content = content,
            Headers = headers.Count == 0 ? null : headers,
        };
    }

    private static OpenApiHeader Replayed() =>
        Header("true if an earlier request with the key led to this.", JsonSchemaType.String);

    private static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type } };

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };
}
