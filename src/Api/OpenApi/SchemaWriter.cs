using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Wallet.Api;

/// <summary>
/// Describes bodies: responses from what the serializer knows of their types, requests from the fields that read them.
/// Objects become components of the document, once.
/// </summary>
internal sealed class SchemaWriter(OpenApiDocument document)
{
    /// <summary>The schema of a body that is read.</summary>
    public IOpenApiSchema Request(BodyShape shape) => Component(shape.Name, schema =>
    {
        schema.AdditionalPropertiesAllowed = false;
        foreach (var field in shape.All)
        {
            var value = DomainSchemas.Find(field.Shown)
                ?? throw new InvalidOperationException($"{field.Shown} has no schema.");
            value.Description = field.Description ?? field.Rule;
            if (shape.Optional.Contains(field))
                value.Type |= JsonSchemaType.Null;
            schema.Properties!.Add(field.Name, value);
        }

        foreach (var field in shape.Required)
            schema.Required!.Add(field.Name);
    });

    /// <summary>The schema of a type that is sent or of a parameter.</summary>
    public IOpenApiSchema Of(Type type)
    {
        if (DomainSchemas.Find(type) is { } known)
            return known;
        var info = ApiJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{type} has no schema.");
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable =>
                new OpenApiSchema { Type = JsonSchemaType.Array, Items = Of(info.ElementType!) },
            JsonTypeInfoKind.Dictionary =>
                new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Of(info.ElementType!) },
            _ => Component(NameOf(type), schema => Describe(schema, info)),
        };
    }

    private void Describe(OpenApiSchema schema, JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var value = Of(inner);
            schema.Properties!.Add(property.Name, value);
            // What is left out when it is null is optional; everything else is always there.
            if (property.ShouldSerialize is not null)
                continue;
            schema.Required!.Add(property.Name);
            if (property.IsGetNullable && value is OpenApiSchema own)
                own.Type |= JsonSchemaType.Null;
        }
    }

    private static string NameOf(Type type)
    {
        const string Suffix = "Body";
        return type.Name.EndsWith(Suffix, StringComparison.Ordinal) ? type.Name[..^Suffix.Length] : type.Name;
    }

    private OpenApiSchemaReference Component(string name, Action<OpenApiSchema> describe)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(name))
        {
            var schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>(),
                Required = new HashSet<string>(),
            };
            describe(schema);
            document.AddComponent(name, schema);
        }

        return new OpenApiSchemaReference(name, document);
    }
}
