using System.Text.Json;

namespace Wallet.Torture;

/// <summary>Values that programs stumble over.</summary>
internal static class Rubbish
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "null", "true", "-1", "1e3", "NaN", "Infinity", "\0", "\r\n", "\t", "a\u0300", "\ud83d\ude00",
            "\u202e", "\u2028", "\ufeff", "\uffff", "%00", "%s%s%n",
        "../../etc/passwd", "'; DROP TABLE entries; --", "\" OR 1=1 --", "{{7*7}}", "${jndi:ldap://x}",
            "<script>alert(1)</script>", "issuer@wallet", "ISSUER@WALLET",
        "a@wallet", "@wallet", "a@wallet ", "a@wallet\n", "\u0430lice@wallet", "a@b@c", "x@example.org",
            "2026-01-31T12:00:00Z", "9999-12-31T23:59:59.999999Z", "sent", "12345",
        "00000000000000000000000000000000", "\u0661\u0662\u0663\u0664", "\uff11\uff12\uff13\uff14",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1.0", "1.5", "1e3", "1E400", "-1e-400", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "18446744073709551616",
        "1000000000000", "1000000000001", "0001", "+1", "0x10", "1_000", ".5", "5.",
            "99999999999999999999999999999999999999", "0.1e1", "\u0661",
    ];

    private static readonly string[] Others =
    [
        "null", "true", "false", "[]", "{}", "[1]", "[[[[]]]]", "{\"a\":{\"a\":{}}}", "\"\\ud800\"",
            "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\x\"", "\"unterminated", "'single'",
        "undefined", "", "//", "/* */1", "NaN", "-", "\"a\" \"b\"", "{\"a\":1,}", "[1,]", "\u0001",
    ];

    /// <summary>A JSON value as sent, valid or not.</summary>
    public static string JsonValue(Random random) => random.Next(8) switch
    {
        0 or 1 => JsonSerializer.Serialize(Text(random)),
        2 or 3 => Numbers[random.Next(Numbers.Length)],
        4 => Nested(random),
        5 => new string('9', random.Next(1, 400)),
        _ => Others[random.Next(Others.Length)],
    };

    /// <summary>A text.</summary>
    public static string Text(Random random) => random.Next(6) switch
    {
        0 => new string((char)random.Next(0x21, 0x7f), random.Next(1, 300)),
        1 => Noise(random, random.Next(1, 40)),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>Characters from anywhere, unpaired surrogates included.</summary>
    public static string Noise(Random random, int length) => string.Create(length, random, static (span, random) =>
    {
        foreach (ref var c in span)
            c = (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x80));
    });

    /// <summary>Visible ASCII.</summary>
    public static string Visible(Random random, int length) => string.Create(length, random, static (span, random) =>
    {
        foreach (ref var c in span)
            c = (char)random.Next(0x21, 0x7f);
    });

    private static string Nested(Random random)
    {
        var depth = random.Next(1, random.Next(3) == 0 ? 4000 : 12);
        return random.Next(2) == 0
            ? new string('[', depth) + (random.Next(2) == 0 ? new string(']', depth) : "")
            : string.Concat(Enumerable.Repeat("{\"a\":", Math.Min(depth, 2000))) + "1"
            + new string('}', Math.Min(depth, 2000));
    }
}
