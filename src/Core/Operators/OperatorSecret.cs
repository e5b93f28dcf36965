using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Wallet.Core;

/// <summary>An operator's key itself: <c>wok_</c> and 256 random bits in base64url. Never printed but once, and kept as
/// its digest only: so many random bits need no slow hash.</summary>
public sealed class OperatorSecret
{
    private const string Prefix = "wok_";

    private OperatorSecret(string text) => Reveal = text;

    /// <summary>The text, for whoever is given the key.</summary>
    public string Reveal { get; }

    /// <summary>A new one.</summary>
    public static OperatorSecret New() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Accepts what <see cref="New"/> makes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OperatorSecret? secret)
    {
        secret = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(text.AsSpan(Prefix.Length), out var bytes) || bytes != 32)
            return false;
        secret = new OperatorSecret(text);
        return true;
    }

    /// <summary>SHA-256 of the text, which is what is stored and looked for.</summary>
    public byte[] Digest() => SHA256.HashData(Encoding.ASCII.GetBytes(Reveal));

    /// <inheritdoc/>
    public override string ToString() => "***";
}
