namespace Wallet.Torture;

/// <summary>Spoils the first line and the headers.</summary>
internal static class HeadRubbish
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE",
        "CONNECT", "get", "G\u00c4T", "", "GET GET", "PROPFIND", "\0", "A"];

    private static readonly string[] Versions = ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1",
        "HTTP/1.1 ", "", "HTTP/1.1x", "HTTP/1.1\r\n folded: x"];

    private static readonly string[] Names =
    [
        "X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Original-URL", "Forwarded", "Host",
            "Cookie", "Range", "If-None-Match", "Accept", "Accept-Encoding",
        "Origin", "Upgrade", "Connection", "Expect", "Trailer", "TE", "Content-Encoding", "Content-Language",
            "Idempotency-Key", "Date", "Via", "traceparent", "Bad Name", "Bad\tName", "", ":",
    ];

    private static readonly string[] Types =
    [
        "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
            "application/json; charset=utf-16", "application/json;",
        "application/json; charset=\"utf-8\"", "application/problem+json", "APPLICATION/JSON", "*/*", "",
            "application/json, text/plain", "application/json; charset=utf-7",
    ];

    /// <summary>Changes the method, the version or a header.</summary>
    public static void Apply(Draft draft, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                draft.Spoil();
                draft.IsTargetSound = draft.IsFramingSound = false;
                draft.Method = Methods[random.Next(Methods.Length)];
                break;
            case 1:
                draft.Spoil();
                draft.IsFramingSound = false;
                draft.Version = Versions[random.Next(Versions.Length)];
                break;
            case 2:
                draft.Spoil();
                Replace(draft, "Content-Type", Types[random.Next(Types.Length)]);
                break;
            case 3 or 4 or 5:
                if (draft.Call is null)
                    SpoilToken(draft, random);
                else
                    KeyRubbish.Apply(draft, random);
                draft.IsFramingSound = false;
                break;
            case 6:
                draft.Spoil();
                draft.IsFramingSound = false;
                draft.Headers.Add(("Idempotency-Key", Key(random)));
                break;
            case 7:
                draft.Spoil();
                draft.IsFramingSound = false;
                for (var i = random.Next(1, 120); i > 0; i--)
                    draft.Headers.Add(("X-" + Rubbish.Visible(random, 3).Replace(':', '-'), "v"));
                break;
            case 8:
                draft.Spoil();
                draft.IsFramingSound = false;
                draft.Headers.Add(("X-Long", new string('x', random.Next(1, 40_000))));
                break;
            case 9:
                // Twice the same, or the same name with another case, is for the server to judge.
                draft.Spoil();
                draft.IsFramingSound = false;
                var (name, value) = draft.Headers[random.Next(draft.Headers.Count)];
                draft.Headers.Add((name.ToUpperInvariant(), value));
                break;
            default:
                draft.Spoil();
                draft.IsFramingSound = false;
                draft.Headers.Add((Names[random.Next(Names.Length)],
                    random.Next(2) == 0 ? Rubbish.Text(random) : Rubbish.Visible(random, random.Next(60))));
                break;
        }
    }

    private static string Key(Random random) => random.Next(6) switch
    {
        0 => "\"" + Rubbish.Visible(random, 8).Replace("\"", "", StringComparison.Ordinal)
            .Replace("\\", "", StringComparison.Ordinal) + "\"",
        1 => "\"unterminated",
        2 => "\"a\\\"b\"",
        3 => "a, b",
        4 => new string('k', random.Next(1, 300)),
        _ => Rubbish.Text(random),
    };

    // The token is the caller's no more, so nothing of the caller's may move or show.
    private static void SpoilToken(Draft draft, Random random)
    {
        if (draft.Caller?.Token is not { } token)
            return;
        draft.Spoil(mustRefuse: true);
        var parts = token.Split('.');
        Replace(draft, "Authorization", random.Next(12) switch
        {
            0 => "",
            1 => "Bearer",
            2 => "Basic " + Convert.ToBase64String("a:b"u8),
            3 => "Bearer " + token[..random.Next(token.Length - 1)],
            4 => $"Bearer {parts[0]}.{parts[1]}.",
            5 => $"Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{parts[1]}.",
            6 => $"Bearer {parts[1]}.{parts[0]}.{parts[2]}",
            7 => "Bearer " + token + ", Bearer " + token,
            8 => "Bearer " + Flipped(token, random),
            9 => "Bearer " + new string('e', random.Next(1, 15_000)),
            10 => "Bearer " + token + "." + token,
            _ => "Bearer " + Rubbish.Noise(random, random.Next(1, 100)),
        });
    }

    // Not in the last character of a part: some of its bits mean nothing.
    private static string Flipped(string token, Random random)
    {
        int at;
        do
        {
            at = random.Next(token.Length - 1);
        }
        while (token[at] == '.' || token[at + 1] == '.');
        return token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
    }

    /// <summary>Gives a header another value.</summary>
    public static void Replace(Draft draft, string name, string value)
    {
        draft.Headers.RemoveAll(header => header.Name == name);
        draft.Headers.Add((name, value));
    }
}
