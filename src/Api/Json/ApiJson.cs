using System.Text.Json.Serialization;

namespace Wallet.Api;

/// <summary>Every body that is sent, serialized by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.Strict,
    Converters =
    [
        typeof(UserIdConverter), typeof(WalletIdConverter), typeof(TransferIdConverter), typeof(AmountConverter),
        typeof(TimestampConverter), typeof(NoteConverter), typeof(DirectionConverter),
    ])]
[JsonSerializable(typeof(RegisteredBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(WalletBody))]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(TransactionsBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiJson : JsonSerializerContext;
