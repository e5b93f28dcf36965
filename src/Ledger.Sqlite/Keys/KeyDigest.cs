using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// What a key record is found by: the first 16 bytes of <c>SHA-256(number of the caller's wallet, 8 bytes big-endian ‖
/// key, ASCII)</c>. To find two keys with one digest takes 2^64 tries, and whoever did could confuse only keys of his
/// own.
/// </summary>
internal static class KeyDigest
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int Size = 16;

    /// <summary>Computes a digest. Read as a big-endian number, digests compare as SQLite compares their
    /// bytes.</summary>
    public static UInt128 Of(long caller, IdempotencyKey key)
    {
        Span<byte> input = stackalloc byte[sizeof(long) + Limits.MaxKeyLength],
            hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(input, caller);
        var length = sizeof(long) + Encoding.ASCII.GetBytes(key.Value, input[sizeof(long)..]);
        Sha256.Hash(input[..length], hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Binds a digest as it is stored.</summary>
    public static Statement Bind(this Statement statement, int index, UInt128 digest)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
        return statement.Bind(index, bytes);
    }

    /// <summary>Reads a stored digest.</summary>
    /// <exception cref="LedgerException">What is stored is none.</exception>
    public static UInt128 Digest(this Statement statement, int column)
    {
        var bytes = statement.Blob(column);
        return bytes.Length == Size
            ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : throw KeyIndex.Damaged("a key record has no digest");
    }
}
