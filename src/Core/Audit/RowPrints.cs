using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Wallet.Core;

/// <summary>A set of rows as a count and a sum of hashes: in whatever order they are added, it tells whether a table
/// and its index hold the same.</summary>
public sealed class RowPrints
{
    /// <summary>Begins with no row, or goes on with those that were added before.</summary>
    /// <param name="count">How many rows there were.</param>
    /// <param name="sum">Their <see cref="Sum"/>.</param>
    public RowPrints(long count = 0, UInt128 sum = default) => (Count, Sum) = (count, sum);

    /// <summary>The sum of all prints.</summary>
    public UInt128 Sum { get; private set; }

    /// <summary>How many rows.</summary>
    public long Count { get; private set; }

    /// <summary>The print of a row of integers.</summary>
    public static UInt128 Of(params ReadOnlySpan<long> values)
    {
        Span<byte> bytes = stackalloc byte[8 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes[(8 * i)..], values[i]);
        return Of(bytes);
    }

    /// <summary>The print of a row that is written as bytes.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Adds a row.</summary>
    public void Add(UInt128 print)
    {
        Sum = unchecked(Sum + print);
        Count++;
    }

    /// <summary>Whether both hold the same rows.</summary>
    public bool IsSame(RowPrints other) => Count == other.Count && Sum == other.Sum;
}
