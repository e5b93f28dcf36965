using System.Numerics;

namespace Wallet.Bench;

/// <summary>Counts latencies in buckets that are never wider than 1/64 of what they hold, from a microsecond to
/// days.</summary>
internal sealed class Histogram
{
    private const int PrecisionBits = 6;

    private readonly long[] _counts = new long[40 << PrecisionBits];
    private long _total;

    /// <summary>Counts one latency in microseconds.</summary>
    public void Add(long microseconds)
    {
        var value = (ulong)Math.Max(0, microseconds);
        var shift = Math.Max(0, BitOperations.Log2(value | 1) - PrecisionBits);
        _counts[Math.Min(_counts.Length - 1, (shift << PrecisionBits) + (int)(value >> shift))]++;
        _total++;
    }

    /// <summary>Adds all of another.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        _total += other._total;
    }

    /// <summary>The latency in milliseconds that the share <paramref name="quantile"/> does not exceed.</summary>
    public double Quantile(double quantile)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(quantile * _total));
        for (var i = 0; i < _counts.Length; i++)
        {
            rank -= _counts[i];
            if (rank <= 0)
                return UpperBound(i) / 1000.0;
        }

        return 0;
    }


    private static long UpperBound(int bucket)
    {
        if (bucket < 2 << PrecisionBits)
            return bucket;
        var shift = (bucket >> PrecisionBits) - 1;
        var mantissa = (bucket & ((1 << PrecisionBits) - 1)) + (1L << PrecisionBits);
        return ((mantissa + 1) << shift) - 1;
    }
}
