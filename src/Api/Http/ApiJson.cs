using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;

namespace Wallet.Api;

/// <summary>Every body that is read or sent, by generated code.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RegisterRequestBody))]
[JsonSerializable(typeof(RegisteredBody))]
[JsonSerializable(typeof(LoginRequestBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(ChangePinRequestBody))]
[JsonSerializable(typeof(ChangePasswordRequestBody))]
[JsonSerializable(typeof(WalletBody))]
[JsonSerializable(typeof(LimitsBody))]
[JsonSerializable(typeof(LimitsRequestBody))]
[JsonSerializable(typeof(TransferRequestBody))]
[JsonSerializable(typeof(DepositRequestBody))]
[JsonSerializable(typeof(RefundRequestBody))]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(FoundTransferBody))]
[JsonSerializable(typeof(HoldRequestBody))]
[JsonSerializable(typeof(CaptureRequestBody))]
[JsonSerializable(typeof(ReleaseRequestBody))]
[JsonSerializable(typeof(HoldBody))]
[JsonSerializable(typeof(HoldsBody))]
[JsonSerializable(typeof(CreatePaymentRequestBody))]
[JsonSerializable(typeof(PayRequestBody))]
[JsonSerializable(typeof(RequestedPaymentBody))]
[JsonSerializable(typeof(RequestedPaymentsBody))]
[JsonSerializable(typeof(TransactionsBody))]
[JsonSerializable(typeof(StatementBody))]
[JsonSerializable(typeof(PayeeBody))]
[JsonSerializable(typeof(FreezeRequestBody))]
[JsonSerializable(typeof(ReasonRequestBody))]
[JsonSerializable(typeof(UnlockRequestBody))]
[JsonSerializable(typeof(ReverseRequestBody))]
[JsonSerializable(typeof(AddKeyRequestBody))]
[JsonSerializable(typeof(OperatorUserBody))]
[JsonSerializable(typeof(OperatorWalletBody))]
[JsonSerializable(typeof(OperatorTransferBody))]
[JsonSerializable(typeof(AuditStartedBody))]
[JsonSerializable(typeof(AuditsBody))]
[JsonSerializable(typeof(OperatorLogBody))]
[JsonSerializable(typeof(OperatorKeysBody))]
[JsonSerializable(typeof(NewOperatorKeyBody))]
[JsonSerializable(typeof(SeriesBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Reads as <see cref="JsonSerializerOptions.Strict"/> does, in camelCase: names exactly, each once, no
    /// others; numbers as numbers.</summary>
    public static void Configure(JsonOptions options)
    {
        var json = options.SerializerOptions;
        var strict = JsonSerializerOptions.Strict;
        json.PropertyNameCaseInsensitive = strict.PropertyNameCaseInsensitive;
        json.NumberHandling = strict.NumberHandling;
        json.UnmappedMemberHandling = strict.UnmappedMemberHandling;
        json.AllowDuplicateProperties = strict.AllowDuplicateProperties;
        json.RespectNullableAnnotations = strict.RespectNullableAnnotations;
        json.RespectRequiredConstructorParameters = strict.RespectRequiredConstructorParameters;
        // Bodies are JSON and never sniffed, so letters of other scripts may stay readable.
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        foreach (var converter in DomainConverters.All)
            json.Converters.Add(converter);
        json.TypeInfoResolverChain.Insert(0, Default);
    }
}
