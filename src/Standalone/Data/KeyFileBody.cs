using System.Text.Json.Serialization;
using Wallet.Core;

namespace Wallet.Standalone;

/// <summary>The content of <c>keys.json</c>. In each list the first is current, the others stay valid.</summary>
internal sealed record KeyFileBody(List<NamedKey> JwtKeys, List<NamedKey> Peppers)
{
    public override string ToString() => "***";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(KeyFileBody))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
