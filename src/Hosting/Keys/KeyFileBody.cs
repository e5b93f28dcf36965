using System.Text.Json.Serialization;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>The content of a file of keys. In each list the first is current, the others stay valid.</summary>
/// <param name="JwtKeys">The keys that sign access tokens.</param>
/// <param name="Peppers">The peppers of passwords and PINs.</param>
public sealed record KeyFileBody(IReadOnlyList<NamedKey> JwtKeys, IReadOnlyList<NamedKey> Peppers)
{
    /// <inheritdoc/>
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
