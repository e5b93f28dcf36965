using System.Buffers.Binary;
using System.Text;

namespace Wallet.Core;

/// <summary>
/// What a request asked for, as 32 bytes: SHA-256 over one canonical encoding of operation, receiver, amount, note,
/// link, and how long a hold lasts. It never covers the PIN, the token or the raw body. Two requests with one key are
/// the same request if their fingerprints are equal.
/// </summary>
/// <remarks>
/// Layout, integers big-endian: version (1 byte; 2 with a link, 3 of a hold, else 1), operation (1 byte), receiver
/// length (2) and UTF-8, amount in minor units (8; 0 for <see cref="Amount.Rest"/>), note present (1 byte, 0 or 1),
/// note length (2) and UTF-8 when present, link (16 bytes, a UUID in network order) in version 2, seconds that a hold
/// lasts (8) in version 3. Version 1 is what every ledger has from before there were links, so it stays as it is.
/// </remarks>
public readonly record struct Fingerprint
{
    private readonly ulong _a, _b, _c, _d;

    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    /// <summary>Takes a stored fingerprint.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32 bytes.</exception>
    public Fingerprint(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException("A fingerprint has 32 bytes.", nameof(bytes));
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>The 32 bytes, in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The fingerprint of a request.</summary>
    public static Fingerprint Of(
        Operation operation, WalletId receiver, Amount amount, Note? note, TransferId? link = null) =>
        Of(operation, receiver, amount, note, link, null);

    /// <summary>The fingerprint of a request for a hold.</summary>
    public static Fingerprint OfHold(NewHold hold, Amount amount, Note? note) =>
        Of(Operation.Hold, hold.Receiver, amount, note, null, (long)hold.ExpiresIn.TotalSeconds);

    private static Fingerprint Of(
        Operation operation, WalletId receiver, Amount amount, Note? note, TransferId? link, long? seconds)
    {
        Span<byte> buffer = stackalloc byte[32 + Limits.MaxWalletIdLength + 3 * Limits.MaxNoteLength];
        buffer[0] = seconds is not null ? (byte)3 : link is null ? (byte)1 : (byte)2;
        buffer[1] = (byte)operation;
        var length = Encoding.UTF8.GetBytes(receiver.Value, buffer[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)length);
        var at = 4 + length;
        BinaryPrimitives.WriteInt64BigEndian(buffer[at..], amount.Minor);
        at += 8;
        buffer[at++] = note is null ? (byte)0 : (byte)1;
        if (note is { } text)
        {
            length = Encoding.UTF8.GetBytes(text.Value, buffer[(at + 2)..]);
            BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)length);
            at += 2 + length;
        }

        if (link is { } id)
        {
            id.Value.TryWriteBytes(buffer[at..], bigEndian: true, out _);
            at += 16;
        }

        if (seconds is { } time)
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer[at..], time);
            at += 8;
        }

        Span<byte> hash = stackalloc byte[Size];
        Sha256.Hash(buffer[..at], hash);
        return new Fingerprint(hash);
    }
}
