using System.Globalization;
using System.Text;

namespace Wallet.Torture;

/// <summary>One answer as it came over the wire.</summary>
/// <param name="Status">The status.</param>
/// <param name="Head">First line and headers.</param>
/// <param name="Body">The body, without the framing of chunks.</param>
internal sealed record RawAnswer(int Status, string Head, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>A header's value; null if there is none.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    /// <summary>Reads an answer from the beginning of what was received.</summary>
    /// <param name="bytes">What was received.</param>
    /// <param name="toHead">Whether it answers a HEAD, and so has no body whatever its headers say.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <returns>The answer; null if it is not complete yet.</returns>
    /// <exception cref="FormatException">It is no HTTP.</exception>
    public static RawAnswer? Read(ReadOnlySpan<byte> bytes, bool toHead, out int length)
    {
        length = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.Latin1.GetString(bytes[..end]);
        if (!head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            || !int.TryParse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new FormatException("The answer is no HTTP: " + head);
        var answer = new RawAnswer(status, head, []);
        var rest = bytes[(end + 4)..];
        if (toHead || status is < 200 or 204 or 304)
        {
            length = end + 4;
            return answer;
        }

        if (answer.Header("Transfer-Encoding") == "chunked")
            return Dechunk(rest) is { } chunked ? (answer with { Body = chunked.Body })
                .Taking(out length, end + 4 + chunked.Length) : null;
        var size = int.Parse(answer.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture);
        return rest.Length < size ? null : (answer with { Body = rest[..size].ToArray() })
            .Taking(out length, end + 4 + size);
    }

    private RawAnswer Taking(out int length, int value)
    {
        length = value;
        return this;
    }

    private static (byte[] Body, int Length)? Dechunk(ReadOnlySpan<byte> bytes)
    {
        var body = new List<byte>();
        for (var at = 0; ;)
        {
            var line = bytes[at..].IndexOf("\r\n"u8);
            if (line < 0)
                return null;
            var size = int.Parse(bytes.Slice(at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2;
            if (bytes.Length < at + size + 2)
                return null;
            body.AddRange(bytes.Slice(at, size));
            at += size + 2;
            if (size == 0)
                return ([.. body], at);
        }
    }
}
