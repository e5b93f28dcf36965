using Microsoft.Extensions.Primitives;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The headers of draft-ietf-httpapi-idempotency-key-header.</summary>
internal static class IdempotencyHeaders
{
    /// <summary>The request's key, bare or as a quoted string.</summary>
    public const string Key = "Idempotency-Key";

    /// <summary>Says that the answer is a replay.</summary>
    public const string Replayed = "Idempotency-Replayed";

    /// <summary>Reads the key from the header.</summary>
    /// <returns>False if there is a header that holds no single key; <paramref name="key"/> is null if there is no
    /// header.</returns>
    public static bool TryRead(StringValues header, out IdempotencyKey? key)
    {
        key = null;
        if (header.Count == 0)
            return true;
        if (header.Count > 1 || !IdempotencyKey.TryParse(Unquote(header[0]), out var one))
            return false;
        key = one;
        return true;
    }

    // A string of RFC 8941, section 3.3.3: in quotes, with \" and \\ escaped. Anything else is taken as it is.
    private static string? Unquote(string? text)
    {
        if (text is not ['"', ..])
            return text;
        var plain = new char[text.Length];
        var length = 0;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"')
                return i == text.Length - 1 ? new string(plain, 0, length) : null;
            if (c == '\\')
            {
                if (++i == text.Length || text[i] is not ('"' or '\\'))
                    return null;
                c = text[i];
            }

            plain[length++] = c;
        }

        return null;
    }
}
