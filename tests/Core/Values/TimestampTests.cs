using System.Globalization;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class TimestampTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000Z")]
    [InlineData(1, "1970-01-01T00:00:00.000001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999Z")]
    [InlineData(1_772_366_400_120_000, "2026-03-01T12:00:00.120000Z")]
    [InlineData(253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z")]
    public void The_text_has_six_digits_and_Z(long microseconds, string text) =>
        Assert.Equal(text, new Timestamp(microseconds).ToString());

    [Fact]
    public void The_text_is_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (odd.DateTimeFormat.TimeSeparator, odd.DateTimeFormat.DateSeparator, odd.NumberFormat.NegativeSign) =
                (".", "/", "~");
            CultureInfo.CurrentCulture = odd;
            Assert.Equal("2026-03-01T12:00:00.120000Z", new Timestamp(1_772_366_400_120_000).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_moment_is_cut_to_microseconds_and_to_UTC()
    {
        var moment = new DateTimeOffset(2026, 3, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(19);

        Assert.Equal(1_772_366_400_000_001, Timestamp.From(moment).UnixMicroseconds);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(10), Timestamp.From(moment)
            .ToDateTimeOffset());
    }

    [Fact]
    public void Texts_sort_as_moments_do_and_can_be_read_back() => Property.Holds((int a, int b) =>
    {
        var (first, second) =
            (new Timestamp(1_772_366_400_000_000 + 7919L * a), new Timestamp(1_772_366_400_000_000 + 7919L * b));

        Assert.Equal(first.CompareTo(second), Math.Sign(string.CompareOrdinal(first.ToString(), second.ToString())));
        Assert.Equal(first < second, second > first);
        Assert.Equal(first <= second, !(first > second));
        Assert.Equal(first >= second, !(first < second));
        Assert.Equal(first > second ? first : second, Timestamp.Max(first, second));
        Assert.Equal(first, second.Plus(first.Since(second)));
        Assert.Equal(first, Timestamp.From(DateTimeOffset.Parse(first.ToString(), CultureInfo.InvariantCulture)));
    });
}
