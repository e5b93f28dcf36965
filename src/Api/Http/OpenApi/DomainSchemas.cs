using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>How the types of the domain look in JSON, with their limits.</summary>
internal static class DomainSchemas
{
    private static readonly Dictionary<Type, Func<OpenApiSchema>> All = new()
    {
        [typeof(Amount)] = static () =>
            Integer("int64", Limits.MinAmountMinor, Limits.MaxAmountMinor, "In minor units."),
        [typeof(LimitAmount)] = static () => Integer(
            "int64", 0, Limits.MaxBalanceMinor, "In minor units; 0 lets nothing out, null is no limit."),
        [typeof(PageLimit)] = static () => Integer("int32", 1, Limits.MaxPageSize),
        [typeof(WalletId)] = static () => Text("A wallet's ID. It never changes.",
            Limits.MinWalletIdLength, Limits.MaxWalletIdLength, "^[a-z0-9][a-z0-9._-]*@wallet$"),
        [typeof(TransferId)] = static () => Text("A transfer's ID.", 32, 32, "^[0-9a-f]{32}$"),
        [typeof(UserId)] = static () => Text("A user's ID.", 32, 32, "^[0-9a-f]{32}$"),
        [typeof(IdempotencyKey)] = static () => Text(
            "Names this attempt to move money. It may come as the Idempotency-Key header instead; if both come they "
                + "must be equal.",
            1, Limits.MaxKeyLength, "^[!-~]+$"),
        [typeof(Note)] = static () => Text("What the sender wrote. No control characters.", 0, Limits.MaxNoteLength),
        [typeof(EmailAddress)] = static () => Text(null, 3, Limits.MaxEmailLength, format: "email"),
        [typeof(Password)] = static () => Text(null, 1, Limits.MaxPasswordLength, format: "password"),
        [typeof(ChosenPassword)] = static () =>
            Text(null, Limits.MinPasswordLength, Limits.MaxPasswordLength, format: "password"),
        [typeof(Pin)] = static () => Text(null, Limits.MinPinLength, Limits.MaxPinLength, "^[0-9]{4,6}$", "password"),
        [typeof(ChosenPin)] = static () => Text("Neither one digit repeated nor a straight run like 1234 or 9876.",
            Limits.MinPinLength, Limits.MaxPinLength, "^[0-9]{4,6}$", "password"),
        [typeof(Timestamp)] = static () => Text("In UTC, with six fractional digits.",
            27, 27, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", "date-time"),
        [typeof(DateTimeOffset)] = static () => Text(null, format: "date-time"),
        [typeof(Direction)] = static () => OneOf("DEBIT", "CREDIT"),
        [typeof(DirectionFilter)] = static () => OneOf("sent", "received"),
        [typeof(RequestId)] = static () => Text("A payment request's ID.", 32, 32, "^[0-9a-f]{32}$"),
        [typeof(PaymentRequestState)] = static () => OneOf(PaymentRequestStates.Names.Names),
        [typeof(RequestRole)] = static () => OneOf("payer", "payee"),
        [typeof(RequestLifetime)] = static () => Integer("int64", (long)Limits.MinRequestLifetime.TotalSeconds,
            (long)Limits.MaxRequestLifetime.TotalSeconds, "In seconds."),
        [typeof(StatementFormat)] = static () => OneOf("json", "csv"),
        [typeof(PersonName)] = static () => Text(
            "What people call the user. No control characters; white space around it goes away.", 1,
            Limits.MaxPersonNameLength),
        [typeof(Reason)] = static () => Text("Why. The operators' log keeps it.", 1, Limits.MaxNoteLength),
        [typeof(KeyName)] = static () => Text("Whose key it is, or what for.", 1, Limits.MaxNoteLength),
        [typeof(OperatorKeyId)] = static () => Text("The ID of an operator's key.", 32, 32, "^[0-9a-f]{32}$"),
        [typeof(FrozenSides)] = static () => OneOf(OperatorNames.Sides.Names),
        [typeof(UnlockedSecret)] = static () => OneOf(OperatorNames.Secrets.Names),
        [typeof(Operation)] = static () => OneOf([.. Operations.All.Select(static rules => rules.Name)]),
        [typeof(HoldState)] = static () => OneOf(HoldStates.Names.Names),
        [typeof(HoldRole)] = static () => OneOf("payer", "receiver"),
        [typeof(HoldSeconds)] = static () => Integer("int64", (long)Limits.MinHoldTime.TotalSeconds,
            (long)Limits.MaxHoldTime.TotalSeconds, "In seconds."),
        [typeof(OperatorActKind)] = static () => OneOf([.. OperatorConverters.Kinds.Values]),
        [typeof(OperatorScopes)] = static () => new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            UniqueItems = true,
            Items = OneOf(OperatorNames.Scopes.Names),
        },
        [typeof(string)] = static () => Text(null),
    };

    /// <summary>A new schema for a type that is no object.</summary>
    public static OpenApiSchema Of(Type type) => All[type]();

    /// <summary>Makes <paramref name="schema"/> that of a type of the domain.</summary>
    /// <returns>False if the type is none.</returns>
    public static bool TryApply(Type type, OpenApiSchema schema, bool nullable)
    {
        if (type == typeof(string) || !All.TryGetValue(type, out var make))
            return false;
        var known = make();
        schema.Type = nullable ? known.Type | JsonSchemaType.Null : known.Type;
        (schema.Format, schema.Pattern, schema.Enum) = (known.Format, known.Pattern, known.Enum);
        (schema.MinLength, schema.MaxLength) = (known.MinLength, known.MaxLength);
        (schema.Minimum, schema.Maximum) = (known.Minimum, known.Maximum);
        if (known.Items is not null)
            (schema.Items, schema.MinItems, schema.UniqueItems) = (known.Items, known.MinItems, known.UniqueItems);
        // The framework would take the type's comment in the code, which speaks to who reads the code.
        schema.Description = known.Description;
        return true;
    }

    private static OpenApiSchema Text(
        string? description, int? min = null, int? max = null, string? pattern = null, string? format = null) => new()
        {
            Description = description,
            Type = JsonSchemaType.String,
            MinLength = min,
            MaxLength = max,
            Pattern = pattern,
            Format = format,
        };

    private static OpenApiSchema Integer(string format, long min, long max, string? description = null) => new()
    {
        Description = description,
        Type = JsonSchemaType.Integer,
        Format = format,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
    };

    private static OpenApiSchema OneOf(params string[] values) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. values.Select(static value => (JsonNode)value)],
    };
}
