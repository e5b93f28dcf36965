using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Wallet.Api;

/// <summary>
/// Where a page ends that is in the order of IDs, as opaque text: base64url of version (1 byte, 2), ID (16) and a
/// digest of what is listed and ID (8). The digest keeps a cursor to its list and tells garbage apart; it protects
/// nothing.
/// </summary>
internal static class IdCursor
{
    private const byte Version = 2;
    private const int Size = 25;

    public static string Format(string list, Guid id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        id.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        Span<byte> bound = stackalloc byte[17 + 128];
        bytes[..17].CopyTo(bound);
        var length = 17 + Encoding.ASCII.GetBytes(list, bound[17..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bound[..length], digest);
        digest[..8].CopyTo(bytes[17..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, string list, out Guid id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, bytes) != Size)
            return false;
        id = new Guid(bytes[1..17], bigEndian: true);
        // There is one spelling of a cursor.
        return Format(list, id) == text;
    }
}
