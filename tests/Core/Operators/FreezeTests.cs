using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Freezes by themselves: what they stop until when, and how they are stored.</summary>
public sealed class FreezeTests
{
    private static readonly Timestamp End = new(1_000_000);

    [Theory]
    [InlineData(FrozenSides.Debit, true, false)]
    [InlineData(FrozenSides.Credit, false, true)]
    [InlineData(FrozenSides.Both, true, true)]
    public void It_stops_its_sides_until_its_very_end(FrozenSides sides, bool stopsDebit, bool stopsCredit)
    {
        var (last, freeze) = (new Timestamp(End.UnixMicroseconds - 1), new Freeze(sides, End));
        Assert.Equal((stopsDebit, stopsCredit, false), Stops(freeze, last));
        Assert.Equal((false, false, true), Stops(freeze, End));
        Assert.Equal((stopsDebit, stopsCredit, false), Stops(new Freeze(sides), new Timestamp(long.MaxValue)));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(257, false)]
    public void What_is_stored_is_one_side_or_both(long sides, bool isOne)
    {
        foreach (var until in new long?[] { null, End.UnixMicroseconds })
        {
            if (isOne)
                Assert.Equal(new Freeze((FrozenSides)sides, until is null ? null : End), Freeze.OfStored(sides, until));
            else
                Assert.Equal("A stored freeze is none.",
                    Assert.Throws<FormatException>(() => Freeze.OfStored(sides, until)).Message);
        }
    }

    private static (bool Debit, bool Credit, bool HasEnded) Stops(Freeze freeze, Timestamp now) =>
        (freeze.Stops(Direction.Debit, now), freeze.Stops(Direction.Credit, now), freeze.HasEnded(now));
}
