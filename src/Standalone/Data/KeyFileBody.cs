using System.Text.Json.Serialization;

namespace Wallet.Standalone;

/// <summary>The content of <c>keys.json</c>. In each list the first is current, the others stay valid.</summary>
internal sealed record KeyFileBody(List<KeyFileSecret> JwtKeys, List<KeyFileSecret> Peppers)
{
    public override string ToString() => "***";
}

/// <summary>A secret with its ID; the value is base64 of at least 32 bytes.</summary>
internal sealed record KeyFileSecret(string Id, string Value)
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
