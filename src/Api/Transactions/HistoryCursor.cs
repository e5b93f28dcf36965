using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Where a page of a chain ends, as opaque text: base64url of version (1 byte, 1), sequence (8, big-endian) and a
/// digest of chain and sequence (8). A chain is a wallet's history, by the wallet's ID, or another that is read in
/// pages. The digest keeps a cursor to its chain and tells garbage apart; it protects nothing.
/// </summary>
internal static class HistoryCursor
{
    private const byte Version = 1;
    private const int Size = 17;

    public static string Format(string chain, long sequence)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(chain, sequence, bytes);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, string chain, out long sequence)
    {
        sequence = 0;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, bytes) != Size)
            return false;
        sequence = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        // There is one spelling of a cursor.
        return sequence > 0 && Format(chain, sequence) == text;
    }

    private static void Write(string chain, long sequence, Span<byte> destination)
    {
        destination[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], sequence);
        Span<byte> bound = stackalloc byte[9 + Limits.MaxWalletIdLength];
        destination[..9].CopyTo(bound);
        var length = 9 + Encoding.ASCII.GetBytes(chain, bound[9..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bound[..length], digest);
        digest[..8].CopyTo(destination[9..]);
    }
}
