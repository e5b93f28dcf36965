using System.Text.Json.Serialization;

namespace Wallet.Bench;

/// <summary>The body of a transfer, as the wallet takes it.</summary>
internal sealed record EchoRequest(
    string ReceiverWalletId, long Amount, string Pin, string IdempotencyKey, string? Note);

/// <summary>A body as long as the wallet's answer to a transfer.</summary>
internal sealed record EchoReply(
    string TransferId, string SenderWalletId, string ReceiverWalletId, long Amount, string Currency, long BalanceAfter,
    string CreatedAt, string? Note);

/// <summary>Generated serializers for the echo.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EchoRequest))]
[JsonSerializable(typeof(EchoReply))]
internal sealed partial class EchoJson : JsonSerializerContext;
