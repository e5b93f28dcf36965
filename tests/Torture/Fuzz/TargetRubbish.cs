namespace Wallet.Torture;

/// <summary>Spoils paths and queries: percent-encoding, cursors, limits, times, parameters nobody knows.</summary>
internal static class TargetRubbish
{
    private static readonly string[] Paths =
    [
        "/", "*", "", "//wallet", "/wallet/", "/WALLET", "/wallet/../wallet", "/%77allet", "/wallet%2ftransfer",
            "/wallet%00", "/%", "/%zz", "/%c0%ae", "/%ff", "/wallet;x=1", "/transfers/",
        "/transfers/by-key/", "/transfers/%2e%2e", "/transfers/ffffffffffffffffffffffffffffffff",
            "/transfers/FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "/transfers/\u00e9", "/auth", "/auth/register/",
        "/health", "/openapi", "/openapi/v1.json/..", "/openapi/v2.json", "/.env", "/favicon.ico",
            "http://localhost/wallet", "http://example.org/wallet", "wallet", "/wallet#x", "/wallet?",
    ];

    private static readonly string[] OperatorPaths =
    [
        "/operator", "/operator/", "/operator/page.js", "/operator/page/../keys", "/operator/keys/", "//operator/keys",
        "/OPERATOR/KEYS", "/operator/%6beys", "/operator%2fkeys", "/operator/keys%00", "/operator/keys;x=1",
        "/operator/keys/..", "/operator/wallets//freeze", "/operator/wallets/issuer@wallet/freeze",
        "/operator/wallets/issuer@wallet/thaw", "/operator/wallets/issuer@wallet/transactions",
        "/operator/transfers//reverse", "/operator/users/", "/operator/users/%00/unlock", "/operator/openapi.json",
        "/metrics", "/metrics/..", "/dashboard", "/operator/dashboard", "/health/ready", "http://example.org/operator",
        "/operator/log/1", "/operator/series/", "/operator/audit/latest", "/wallet/transfer", "*",
    ];

    private static readonly string[] Names =
    [
        "email", "reason", "after", "limit", "cursor", "direction", "from", "to", "key", "Limit", "x", "", "limit[]",
        "%6cimit", "%00", "a%ff", "at", "operation", "counterparty", "format", "amount", "note",
    ];

    /// <summary>Changes path or query.</summary>
    public static void Apply(Draft draft, Random random)
    {
        draft.Spoil();
        switch (random.Next(5))
        {
            case 4 when draft.Call is { } call && call.Path.Contains('{', StringComparison.Ordinal):
                // Another thing than there is, at the same endpoint or next to it.
                (draft.IsTargetSound, draft.IsFramingSound) = (false, false);
                draft.Path = draft.Path.Split('/') is [.. var before, _] && call.Path.EndsWith('}')
                    ? string.Join('/', before) + "/" + Value(random)
                    : $"/operator/wallets/{Value(random)}/{draft.Path.Split('/')[^1]}";
                break;
            case 0 when draft.Call is not null:
                (draft.IsTargetSound, draft.IsFramingSound) = (false, false);
                draft.Path = OperatorPaths[random.Next(OperatorPaths.Length)];
                break;
            case 0:
                (draft.IsTargetSound, draft.IsFramingSound) = (false, false);
                draft.Path = random.Next(6) == 0
                    ? "/" + Encoded(random, random.Next(1, 5000))
                    : Paths[random.Next(Paths.Length)];
                break;
            case 1:
                draft.IsFramingSound = false;
                draft.Query = (draft.Query is null ? "" : draft.Query + "&") + Parameter(random);
                break;
            default:
                draft.IsFramingSound = false;
                draft.Query = string.Join('&', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Parameter(random)));
                break;
        }
    }

    private static string Parameter(Random random) =>
        Names[random.Next(Names.Length)] + (random.Next(10) == 0 ? "" : "=" + Value(random));

    private static string Value(Random random) => random.Next(8) switch
    {
        0 => Encoded(random, random.Next(40)),
        1 => Uri.EscapeDataString(Rubbish.Text(random).Replace('\ud800', '?')),
        2 => Cursor(random),
        3 => ((string[])["0", "-1", "201", "200", "1", "99999999999", "1.5", "%20" + "1", "1%20", "+1", "\u0661"])[
        random.Next(11)],
        4 => ((string[])["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "2026-01-01", "1e9", "now"])[random.Next(8)],
        5 => "%" + "0123456789abcdefxyz%"[random.Next(20)],
        6 => "sent",
        _ => Rubbish.Visible(random, random.Next(30)).Replace("#", "", StringComparison.Ordinal),
    };

    private static string Cursor(Random random)
    {
        var bytes = new byte[random.Next(4) == 0 ? random.Next(40) : 17];
        random.NextBytes(bytes);
        if (bytes.Length > 8 && random.Next(2) == 0)
            bytes.AsSpan(0, 8).Clear();
        if (bytes.Length > 0)
            bytes[0] = 1;
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    private static string Encoded(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(3) == 0
        ? "%" + random.Next(256)
        .ToString(random.Next(2) == 0 ? "x2" : "X2", System.Globalization.CultureInfo.InvariantCulture)
        : "abcABC019.-_~/"[random.Next(14)].ToString()));
}
