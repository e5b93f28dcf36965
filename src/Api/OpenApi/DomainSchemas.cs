using System.Globalization;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>How the types of the domain look in JSON, with their limits.</summary>
internal static class DomainSchemas
{
    /// <summary>A new schema for a type that is no object; null for others.</summary>
    public static OpenApiSchema? Find(Type type)
    {
        if (type == typeof(string))
            return Text();
        if (type == typeof(int))
            return Integer("int32");
        if (type == typeof(long))
            return Integer("int64");
        if (type == typeof(Amount))
            return Integer("int64", Limits.MinAmountMinor, Limits.MaxAmountMinor);
        if (type == typeof(PageLimit))
            return Integer("int32", 1, Limits.MaxPageSize);
        if (type == typeof(WalletId))
            return Text(Limits.MinWalletIdLength, Limits.MaxWalletIdLength, "^[a-z0-9][a-z0-9._-]*@wallet$");
        if (type == typeof(TransferId) || type == typeof(UserId))
            return Text(32, 32, "^[0-9a-f]{32}$");
        if (type == typeof(IdempotencyKey))
            return Text(1, Limits.MaxKeyLength, "^[!-~]+$");
        if (type == typeof(Note))
            return Text(0, Limits.MaxNoteLength);
        if (type == typeof(EmailAddress))
            return Text(3, Limits.MaxEmailLength, format: "email");
        if (type == typeof(Password))
            return Text(1, Limits.MaxPasswordLength, format: "password");
        if (type == typeof(ChosenPassword))
            return Text(Limits.MinPasswordLength, Limits.MaxPasswordLength, format: "password");
        if (type == typeof(Pin))
            return Text(Limits.MinPinLength, Limits.MaxPinLength, "^[0-9]{4,6}$", "password");
        if (type == typeof(Timestamp))
            return Text(27, 27, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", "date-time");
        if (type == typeof(DateTimeOffset))
            return Text(format: "date-time");
        if (type == typeof(Direction))
            return OneOf("DEBIT", "CREDIT");
        return type == typeof(DirectionFilter) ? OneOf("sent", "received") : null;
    }

    private static OpenApiSchema Text(
        int? min = null, int? max = null, string? pattern = null, string? format = null) =>
        new() { Type = JsonSchemaType.String, MinLength = min, MaxLength = max, Pattern = pattern, Format = format };

    private static OpenApiSchema Integer(string format, long? min = null, long? max = null) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = format,
        Minimum = min?.ToString(CultureInfo.InvariantCulture),
        Maximum = max?.ToString(CultureInfo.InvariantCulture),
    };

    private static OpenApiSchema OneOf(params string[] values) =>
        new()
        {
            Type = JsonSchemaType.String,
            Enum = [.. values.Select(static value => (System.Text.Json.Nodes.JsonNode)value)]
        };
}
