using System.Buffers.Binary;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// The hash chain of the operators' log: <c>hash = SHA-256(hash of the row before ‖ the row's own fields)</c>. The
/// first row's predecessor is 32 zero bytes.
/// </summary>
/// <remarks>
/// Layout version 1, integers big-endian, text UTF-8 with a 2-byte length before it:
/// <code>
/// previous hash   32 bytes
/// version          1 byte   (1)
/// sequence         8
/// at               8        (microseconds since 1970-01-01 UTC)
/// key present      1 byte   (0 for the command line, or 1)
/// key ID          16 bytes  (UUID, network order; when present)
/// kind             1 byte   (OperatorActKind)
/// target           2 + n
/// detail           2 + n
/// reason           2 + n
/// </code>
/// </remarks>
public static class OperatorLogHash
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int Size = 32;

    /// <summary>The hash of a row.</summary>
    public static byte[] Compute(
        ReadOnlySpan<byte> previous, long sequence, Timestamp at, OperatorKeyId? by, OperatorActKind kind,
        string target, string detail, Note reason)
    {
        var buffer = new byte[Size + 35 + 6 + Encoding.UTF8.GetByteCount(target) + Encoding.UTF8.GetByteCount(detail)
            + Encoding.UTF8.GetByteCount(reason.Value)];
        previous.CopyTo(buffer);
        buffer[Size] = 1;
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(Size + 1), sequence);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(Size + 9), at.UnixMicroseconds);
        var end = Size + 17;
        buffer[end++] = by is null ? (byte)0 : (byte)1;
        if (by is { } key)
        {
            key.Value.TryWriteBytes(buffer.AsSpan(end), bigEndian: true, out _);
            end += 16;
        }

        buffer[end++] = (byte)kind;
        foreach (var text in (ReadOnlySpan<string>)[target, detail, reason.Value])
            end += WriteText(buffer.AsSpan(end), text);
        var hash = new byte[Size];
        Sha256.Hash(buffer.AsSpan(0, end), hash);
        return hash;
    }

    private static int WriteText(Span<byte> destination, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, destination[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)length));
        return 2 + length;
    }
}
