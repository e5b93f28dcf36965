using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Where a page of payment requests ends, as opaque text: base64url of version (1 byte, 1), the last request's ID (16)
/// and a digest of whose requests they are and the ID (8). As with <see cref="HistoryCursor"/>, the digest tells
/// garbage apart and protects nothing.
/// </summary>
internal static class RequestCursor
{
    private const byte Version = 1;
    private const int Size = 25;

    public static string Format(PaymentRequestQuery query, RequestId last)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        last.Value.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        Span<byte> bound = stackalloc byte[18 + Limits.MaxWalletIdLength];
        bytes[..17].CopyTo(bound);
        bound[17] = query.AsPayer ? (byte)1 : (byte)0;
        var length = 18 + Encoding.ASCII.GetBytes(query.Wallet.Value, bound[18..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bound[..length], digest);
        digest[..8].CopyTo(bytes[17..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, PaymentRequestQuery query, out RequestId last)
    {
        last = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, bytes) != Size)
            return false;
        last = new RequestId(new Guid(bytes[1..17], bigEndian: true));
        // There is one spelling of a cursor.
        return Format(query, last) == text;
    }
}
