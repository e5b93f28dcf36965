using System.Buffers.Binary;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// The hash chain of a wallet's entries: <c>hash = SHA-256(hash of the wallet's entry before ‖ the entry's own
/// fields)</c>. The first entry's predecessor is 32 zero bytes.
/// </summary>
/// <remarks>
/// Layout version 1, integers big-endian, text UTF-8 with a 2-byte length before it:
/// <code>
/// previous hash   32 bytes
/// version          1 byte   (1)
/// wallet ID        2 + n
/// sequence         8
/// transfer ID     16 bytes  (UUID, network order)
/// direction        1 byte   (1 debit, 2 credit)
/// counterparty ID  2 + n
/// amount           8        (minor units)
/// balance after    8        (minor units, two's complement)
/// created at       8        (microseconds since 1970-01-01 UTC)
/// note present     1 byte   (0 or 1)
/// note             2 + n    (when present)
/// </code>
/// </remarks>
public static class EntryHash
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int Size = 32;

    private const int MaxLength = Size + 1 + 2 * (2 + Limits.MaxWalletIdLength) + 8 + 16 + 1 + 8 + 8 + 8 + 1 + 2
        + 3 * Limits.MaxNoteLength;

    /// <summary>Computes the hash of an entry into <paramref name="destination"/>, which may be the same memory as
    /// <paramref name="previous"/>.</summary>
    public static void Compute(
        ReadOnlySpan<byte> previous, WalletId wallet, long sequence, TransferId transferId, Direction direction,
        WalletId counterparty, Amount amount, long balanceAfterMinor, Timestamp createdAt, Note? note,
        Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        previous.CopyTo(buffer);
        buffer[Size] = 1;
        var at = Size + 1;
        at += WriteText(buffer[at..], wallet.Value);
        BinaryPrimitives.WriteInt64BigEndian(buffer[at..], sequence);
        transferId.Value.TryWriteBytes(buffer[(at + 8)..], bigEndian: true, out _);
        buffer[at + 24] = (byte)direction;
        at += 25;
        at += WriteText(buffer[at..], counterparty.Value);
        BinaryPrimitives.WriteInt64BigEndian(buffer[at..], amount.Minor);
        BinaryPrimitives.WriteInt64BigEndian(buffer[(at + 8)..], balanceAfterMinor);
        BinaryPrimitives.WriteInt64BigEndian(buffer[(at + 16)..], createdAt.UnixMicroseconds);
        buffer[at + 24] = note is null ? (byte)0 : (byte)1;
        at += 25;
        if (note is { } text)
            at += WriteText(buffer[at..], text.Value);
        Sha256.Hash(buffer[..at], destination);
    }

    private static int WriteText(Span<byte> destination, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, destination[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)length);
        return 2 + length;
    }
}
