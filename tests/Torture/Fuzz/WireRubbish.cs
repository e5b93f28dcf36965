using System.Globalization;
using System.Text;

namespace Wallet.Torture;

/// <summary>Puts a draft on the wire, soundly or not: chunks, lengths that lie, pieces, slow pieces, several requests
/// at once, half of one.</summary>
internal static class WireRubbish
{
    /// <summary>Puts a draft on the wire.</summary>
    public static WireRequest Make(Draft draft, Random random, bool spoil)
    {
        var body = draft.Body is { } text ? Bytes(text) : null;
        if (!spoil)
            return Whole(Join(Head(draft, body is null ? null : Length(body.Length)), body), draft.IsSound);
        switch (random.Next(12))
        {
            case 0 or 1:
                return Whole(Join(Head(draft, "Transfer-Encoding: chunked\r\n"), Chunked(body ?? [], random)),
                    draft.IsSound);
            case 2:
                draft.Spoil();
                return Whole(Join(Head(draft, "Transfer-Encoding: chunked\r\n"), BadlyChunked(body ?? [], random)),
                    false) with
                { FinishSending = random.Next(2) == 0 };
            case 3:
                // What smuggling needs: two lengths, or a length and chunks.
                draft.Spoil();
                return Whole(Join(Head(draft, Length(body?.Length ?? 0) + (random.Next(3) switch
                {
                    0 => "Transfer-Encoding: chunked\r\n",
                    1 => Length((body?.Length ?? 0) + 1),
                    _ => "Transfer-Encoding: gzip, chunked\r\n",
                })), body), false) with
                { FinishSending = true };
            case 4:
                draft.Spoil();
                var lie =
                    ((string[])["-1", "+5", "0x5", "5 5", "99999999999999999999", "", "1e1", "16385", "4294967296",
                    ((body?.Length ?? 0) / 2).ToString(CultureInfo.InvariantCulture), "100000"])[random.Next(11)];
                return Whole(Join(Head(draft, $"Content-Length: {lie}\r\n"), body), false) with
                {
                    FinishSending = true
                };
            case 5 or 6:
                // Cut off anywhere; the rest never comes. (A connection on which nothing was said is no request.)
                draft.Spoil();
                var all = Join(Head(draft, body is null ? null : Length(body.Length)), body);
                return Whole(all[..random.Next(1, all.Length)], false) with
                {
                    FinishSending = random.Next(8) != 0,
                    GoAway = random.Next(3) == 0
                };
            case 7:
                draft.Spoil();
                return Whole(Join(Head(draft, body is null ? null : Length(body.Length)), body), false) with
                {
                    GoAway = true
                };
            case 8:
                return InPieces(Join(Head(draft, body is null ? null : Length(body.Length)), body), random,
                    draft.IsSound, TimeSpan.FromMilliseconds(random.Next(3)));
            case 9 when random.Next(4) == 0:
                return InPieces(Join(Head(draft, body is null ? null : Length(body.Length)), body), random,
                    draft.IsSound, TimeSpan.FromMilliseconds(random.Next(50, 500)));
            case 10:
                // One after the other without waiting; the same key each time, so it counts once.
                var one = Join(Head(draft, body is null ? null : Length(body.Length), close: false), body);
                var many = random.Next(2, 9);
                return Whole([.. Enumerable.Repeat(one, many).SelectMany(static bytes => bytes)], draft.IsSound) with
                {
                    Answers = many
                };
            default:
                draft.Spoil();
                return Whole(
                    Join(Bytes(Rubbish.Noise(random, random.Next(1, 200)) + (random.Next(2) == 0 ? "\r\n\r\n" : "")),
                    null), false) with
                { FinishSending = true };
        }
    }

    private static WireRequest Whole(byte[] bytes, bool mustAnswer) =>
        new([bytes], TimeSpan.Zero, 1, mustAnswer, false, false);

    private static WireRequest InPieces(byte[] bytes, Random random, bool mustAnswer, TimeSpan pause)
    {
        var size = Math.Max(1, bytes.Length / random.Next(2, 12));
        return Whole([], mustAnswer) with { Pieces = [.. bytes.Chunk(size)], Pause = pause };
    }

    private static byte[] Head(Draft draft, string? framing, bool close = true)
    {
        var head = new StringBuilder(
            $"{draft.Method} {draft.Path}{(draft.Query is null ? "" : "?" + draft.Query)} {draft.Version}\r\n");
        foreach (var (name, value) in draft.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return Bytes(head.Append(framing).Append(close ? "Connection: close\r\n\r\n" : "\r\n").ToString());
    }

    private static string Length(int bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes}\r\n");

    private static byte[] Chunked(byte[] body, Random random)
    {
        var bytes = new List<byte>();
        foreach (var chunk in body.Chunk(Math.Max(1, body.Length / random.Next(1, 8))))
            bytes.AddRange(
                [.. Bytes($"{chunk.Length:x}{(random.Next(4) == 0 ? ";x=y" : "")}\r\n"), .. chunk, .. "\r\n"u8]);
        return [.. bytes, .. Bytes("0\r\n" + (random.Next(4) == 0 ? "X-Trailer: 1\r\n" : "") + "\r\n")];
    }

    private static byte[] BadlyChunked(byte[] body, Random random) => Bytes(random.Next(6) switch
    {
        0 => "zz\r\n" + Encoding.UTF8.GetString(body) + "\r\n0\r\n\r\n",
        1 => new string('f', random.Next(7, 18)) + "\r\n",
        2 => "-1\r\nx\r\n0\r\n\r\n",
        3 => "5\r\nab\r\n0\r\n\r\n",
        4 => "0\r\n",
        _ => "1\n{\n0\n\n",
    });

    private static byte[] Join(byte[] head, byte[]? body) => body is null ? head : [.. head, .. body];

    // Unpaired surrogates become replacement characters.
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
