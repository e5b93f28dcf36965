using Wallet.Api;
using Wallet.Core;

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>What a host keeps of its last hour.</summary>
public sealed class SeriesTests
{
    private static SeriesPoint Point(long at) => new(
        new Timestamp(at), 5, 0, 0, new Dictionary<string, long>(), null, null, 0, 0, null);

    [Fact]
    public void No_more_than_an_hour_is_kept()
    {
        var ring = new SeriesRing();
        for (var i = 1; i <= 1000; i++)
            ring.Add(Point(i));
        var points = ring.Read(null);
        Assert.Equal(SeriesRing.MaxPoints, points.Count);
        Assert.Equal((281, 1000), (points[0].At.UnixMicroseconds, points[^1].At.UnixMicroseconds));
    }

    [Fact]
    public void A_clock_that_is_set_back_hides_no_point()
    {
        var ring = new SeriesRing();
        ring.Add(Point(100));
        ring.Add(Point(50));
        ring.Add(Point(101));
        Assert.Equal([101, 102], ring.Read(new Timestamp(100)).Select(static point => point.At.UnixMicroseconds));
    }

    [Fact]
    public void Durations_are_told_to_five_percent()
    {
        var counts = new DurationCounts();
        for (var i = 1; i <= 1000; i++)
            counts.Add(i / 1000.0);
        counts.Add(0);
        counts.Add(1e9);
        var taken = counts.Take();
        Assert.InRange(taken.Milliseconds(0.5)!.Value, 500, 530);
        Assert.InRange(taken.Milliseconds(0.99)!.Value, 985, 1045);
        Assert.Null(counts.Take().Milliseconds(0.5));
    }
}
