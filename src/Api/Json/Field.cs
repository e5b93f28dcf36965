using System.Text.Json;

namespace Wallet.Api;

/// <summary>A member of a request body. The same declaration reads requests and describes them in the OpenAPI
/// document.</summary>
/// <param name="name">The member's name, exactly.</param>
/// <param name="type">The type it becomes.</param>
/// <param name="isInteger">Whether it is a JSON integer rather than a string.</param>
/// <param name="rule">What is told if the value does not fit.</param>
internal abstract class Field(string name, Type type, bool isInteger, string rule)
{
    private readonly JsonEncodedText _encoded = JsonEncodedText.Encode(name);

    public string Name { get; } = name;

    /// <summary>The type whose schema the OpenAPI document shows.</summary>
    public Type Shown { get; init; } = type;

    public bool IsInteger { get; } = isInteger;

    public string Rule { get; } = rule;

    public ReadOnlySpan<byte> Utf8Name => _encoded.EncodedUtf8Bytes;

    /// <summary>What the OpenAPI document says of it, if its type does not say it all.</summary>
    public string? Description { get; init; }
}

/// <summary>Turns text into a value, or refuses it.</summary>
internal delegate bool TextParser<T>(string text, out T value);

/// <summary>A member that is a string.</summary>
internal sealed class TextField<T>(string name, TextParser<T> parse, string rule) : Field(
    name, typeof(T), isInteger: false, rule)
{
    public TextParser<T> Parse { get; } = parse;
}

/// <summary>Turns a number into a value, or refuses it.</summary>
internal delegate bool IntegerParser<T>(long number, out T value);

/// <summary>A member that is an integer.</summary>
internal sealed class IntegerField<T>(string name, IntegerParser<T> parse, string rule) : Field(
    name, typeof(T), isInteger: true, rule)
{
    public IntegerParser<T> Parse { get; } = parse;
}
