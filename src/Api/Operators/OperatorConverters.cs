using System.Text.Json;
using System.Text.Json.Serialization;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>How what only operators see is written.</summary>
internal static class OperatorConverters
{
    /// <summary>The kinds of acts as text.</summary>
    public static readonly IReadOnlyDictionary<OperatorActKind, string> Kinds = new Dictionary<OperatorActKind, string>
    {
        [OperatorActKind.KeyAdded] = "key_added",
        [OperatorActKind.KeyRevoked] = "key_revoked",
        [OperatorActKind.Frozen] = "frozen",
        [OperatorActKind.Thawed] = "thawed",
        [OperatorActKind.Unlocked] = "unlocked",
        [OperatorActKind.SignedOut] = "signed_out",
        [OperatorActKind.Reversed] = "reversed",
    };

    public static readonly IReadOnlyList<JsonConverter> All =
    [
        new TextConverter<OperatorKeyId>(static id => id.ToString()),
        new TextConverter<FrozenSides>(OperatorNames.Sides.Of),
        new TextConverter<Operation>(static operation => Operations.Of(operation).Name),
        new TextConverter<OperatorActKind>(static kind => Kinds[kind]), new OperatorScopesConverter(),
    ];

    private sealed class OperatorScopesConverter : WriteOnlyConverter<OperatorScopes>
    {
        public override void Write(Utf8JsonWriter writer, OperatorScopes value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var name in value.ToText().Split(' ', StringSplitOptions.RemoveEmptyEntries))
                writer.WriteStringValue(name);
            writer.WriteEndArray();
        }
    }
}
