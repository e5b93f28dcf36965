using System.Text.Json;
using System.Text.Json.Serialization;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>How the domain's types are written.</summary>
internal static class DomainConverters
{
    public static readonly IReadOnlyList<JsonConverter> All =
    [
        new UserIdConverter(), new WalletIdConverter(), new TransferIdConverter(), new AmountConverter(),
        new TimestampConverter(), new NoteConverter(), new DirectionConverter(),
        new TextConverter<RequestId>(static id => id.ToString()), new TextConverter<HoldState>(HoldStates.Names.Of),
        new TextConverter<PaymentRequestState>(PaymentRequestStates.Names.Of), .. OperatorConverters.All,
    ];
}

/// <summary>Writes a domain type as its text or number. Nothing is read this way: a request's body holds what JSON
/// holds, so that each value out of its limits can be told.</summary>
internal abstract class WriteOnlyConverter<T> : JsonConverter<T>
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();
}

/// <summary>Writes what is seldom written, by its text.</summary>
internal sealed class TextConverter<T>(Func<T, string> toText) : WriteOnlyConverter<T>
{
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(toText(value));
}

internal sealed class UserIdConverter : WriteOnlyConverter<UserId>
{
    public override void Write(Utf8JsonWriter writer, UserId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class WalletIdConverter : WriteOnlyConverter<WalletId>
{
    public override void Write(Utf8JsonWriter writer, WalletId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

internal sealed class TransferIdConverter : WriteOnlyConverter<TransferId>
{
    public override void Write(Utf8JsonWriter writer, TransferId value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        value.Value.TryFormat(text, out var length, "N");
        writer.WriteStringValue(text[..length]);
    }
}

internal sealed class AmountConverter : WriteOnlyConverter<Amount>
{
    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Minor);
}

internal sealed class NoteConverter : WriteOnlyConverter<Note>
{
    public override void Write(Utf8JsonWriter writer, Note value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

internal sealed class DirectionConverter : WriteOnlyConverter<Direction>
{
    public override void Write(Utf8JsonWriter writer, Direction value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value == Direction.Debit ? "DEBIT"u8 : "CREDIT"u8);
}

internal sealed class TimestampConverter : WriteOnlyConverter<Timestamp>
{
    public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options)
    {
        // The same text as ToString makes. The round-trip format has one digit more, which is always zero, and is
        // written without a string.
        Span<byte> text = stackalloc byte[28];
        value.ToDateTimeOffset().UtcDateTime.TryFormat(text, out _, "O");
        text[26] = (byte)'Z';
        writer.WriteStringValue(text[..27]);
    }
}
