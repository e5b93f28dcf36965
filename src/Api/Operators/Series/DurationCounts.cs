namespace Wallet.Api;

/// <summary>
/// How often something took how long, in buckets that are each 5 % wider than the one before: from 0.1 ms to more than
/// 10 s. Whoever counts raises a number in memory and waits for nobody.
/// </summary>
internal sealed class DurationCounts
{
    private const double Shortest = 0.0001, Growth = 1.05;
    private const int Buckets = 240;

    private static readonly double LogGrowth = Math.Log(Growth);

    private long[] _counts = new long[Buckets];

    /// <summary>Counts one that took so many seconds.</summary>
    public void Add(double seconds)
    {
        var bucket = seconds <= Shortest
            ? 0
            : Math.Min((int)(Math.Log(seconds / Shortest) / LogGrowth), Buckets - 1);
        Interlocked.Increment(ref Volatile.Read(ref _counts)[bucket]);
    }

    /// <summary>What was counted since the last call. One that is being counted right now may be missed.</summary>
    public Counted Take() => new(Interlocked.Exchange(ref _counts, new long[Buckets]));

    /// <summary>What was counted for a while.</summary>
    public readonly struct Counted(long[] counts)
    {
        /// <summary>The duration that a share of all did not exceed, in milliseconds and exact to 5 %; null if there
        /// are none.</summary>
        public double? Milliseconds(double share)
        {
            var all = 0L;
            foreach (var count in counts)
                all += count;
            if (all == 0)
                return null;
            var (bucket, left) = (0, (long)Math.Ceiling(all * share));
            while ((left -= counts[bucket]) > 0)
                bucket++;
            return Math.Round(Shortest * Math.Pow(Growth, bucket + 1) * 1000, 2);
        }
    }
}
