using System.Runtime.InteropServices;
using System.Text;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>SHA-256 of an access token: what stands for the token where the token itself is not kept. No two tokens
/// share one.</summary>
internal readonly record struct TokenDigest
{
    private readonly ulong _first, _second, _third, _fourth;

    private TokenDigest(ReadOnlySpan<ulong> words) =>
        (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>Hashes a token as <see cref="BearerHeader"/> found it: ASCII, at most
    /// <see cref="BearerHeader.MaxTokenLength"/> characters.</summary>
    public static TokenDigest Of(ReadOnlySpan<char> token)
    {
        Span<byte> ascii = stackalloc byte[token.Length];
        Encoding.ASCII.GetBytes(token, ascii);
        Span<ulong> words = stackalloc ulong[4];
        Sha256.Hash(ascii, MemoryMarshal.AsBytes(words));
        return new TokenDigest(words);
    }

    /// <summary>The digest's first bits, which are as good as random.</summary>
    public override int GetHashCode() => (int)_first;
}
