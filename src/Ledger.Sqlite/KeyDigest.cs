using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// What a key record is found by: the first 16 bytes of <c>SHA-256(number of the caller's wallet, 8 bytes big-endian ‖ key, ASCII)</c>. To find two
/// keys with one digest takes 2^64 tries, and whoever did could confuse only keys of his own.
/// </summary>
internal static class KeyDigest
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int Size = 16;

    /// <summary>Computes the digest into <paramref name="destination"/>, which takes a whole hash; its first <see cref="Size"/> bytes count.</summary>
    public static ReadOnlySpan<byte> Compute(long caller, IdempotencyKey key, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[sizeof(long) + Limits.MaxKeyLength];
        BinaryPrimitives.WriteInt64BigEndian(input, caller);
        var length = sizeof(long) + Encoding.ASCII.GetBytes(key.Value, input[sizeof(long)..]);
        SHA256.HashData(input[..length], destination);
        return destination[..Size];
    }
}
