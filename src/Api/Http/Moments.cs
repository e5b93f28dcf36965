using System.Globalization;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Moments as requests give them: ISO 8601 with Z or an offset, and at most six fractional digits.</summary>
internal static class Moments
{
    /// <summary>What is told of another text.</summary>
    public const string Rule =
        "must be a moment like 2026-01-31T12:00:00.000000Z, with Z or an offset and at most six fractional digits";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out Timestamp moment)
    {
        var zoned = text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':';
        var valid = DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && zoned;
        moment = valid ? Timestamp.From(time) : default;
        return valid;
    }
}
