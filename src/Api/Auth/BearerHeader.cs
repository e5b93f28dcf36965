using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Wallet.Api;

/// <summary>
/// The <c>Authorization</c> header with an access token, RFC 6750, section 2.1. It has one spelling: one header, the
/// scheme <c>Bearer</c> in any case (RFC 9110, section 11.1), one space, the token and nothing after it. White space at
/// either end of a header is no part of its value (RFC 9110, section 5.5), so the server has removed it.
/// </summary>
internal static class BearerHeader
{
    /// <summary>
    /// Longest token that is looked at, in characters. A token made here has fewer than 500, and 4 for every 3 bytes of
    /// its key's ID.
    /// </summary>
    public const int MaxTokenLength = 2048;

    private const string Scheme = "Bearer ";

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");

    /// <summary>Finds the token.</summary>
    /// <returns>False if the header has not the one spelling; then nothing is known of any token.</returns>
    public static bool TryRead(StringValues header, out ReadOnlySpan<char> token)
    {
        token = default;
        // Two headers would be read as one by some and as the first by others.
        if (header.Count != 1 || header[0] is not { } text
            || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        token = text.AsSpan(Scheme.Length);
        if (token.Length > MaxTokenLength)
            return false;
        var end = token.IndexOfAnyExcept(TokenCharacters);
        // Padding may follow, and only at the end.
        return end < 0 ? token.Length > 0 : end > 0 && !token[end..].ContainsAnyExcept('=');
    }
}
