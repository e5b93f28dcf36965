using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Setting limits: what holds at once, what waits, and how they are stored.</summary>
public sealed class WalletLimitsTests
{
    private static readonly Timestamp Now = Timestamp.From(new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero));

    private static readonly Timestamp Due = Now.Plus(TimeSpan.FromHours(24));

    // Before, wanted, what holds at once, and whether the rest waits; -1 is no limit.
    [Theory]
    [InlineData(-1, -1, -1, -1, -1, -1, false)]
    [InlineData(-1, -1, 5, 9, 5, 9, false)]
    [InlineData(5, 9, 5, 9, 5, 9, false)]
    [InlineData(5, 9, 4, 8, 4, 8, false)]
    [InlineData(5, 9, 0, 0, 0, 0, false)]
    [InlineData(5, 9, 6, 9, 5, 9, true)]
    [InlineData(5, 9, 5, 10, 5, 9, true)]
    [InlineData(5, 9, 4, 10, 4, 9, true)]
    [InlineData(5, 9, 6, 8, 5, 8, true)]
    [InlineData(5, 9, -1, -1, 5, 9, true)]
    [InlineData(5, -1, -1, 9, 5, 9, true)]
    [InlineData(-1, 9, 5, -1, 5, 9, true)]
    [InlineData(0, -1, -1, -1, 0, -1, true)]
    public void What_is_lowered_holds_at_once_and_what_is_raised_or_removed_waits_for_a_day(
        long perTransfer, long perDay, long wantedPerTransfer, long wantedPerDay, long nowPerTransfer, long nowPerDay,
        bool waits)
    {
        var before = WalletLimits.Set(null, Of(perTransfer, perDay), Now);
        var (wanted, holds) = (Of(wantedPerTransfer, wantedPerDay), Of(nowPerTransfer, nowPerDay));

        var after = WalletLimits.Set(before, wanted, Now);

        var view = SpendingView.Of(after, default, Now);
        Assert.Equal((holds, waits ? new PendingLimits(wanted, Due) : null), (view.Limits, view.Pending));
        Assert.Equal(holds, SpendingView.Of(after, default, new Timestamp(Due.UnixMicroseconds - 1)).Limits);
        var due = SpendingView.Of(after, default, Due);
        Assert.Equal((wanted, null), (due.Limits, due.Pending));
        if (waits)
            Assert.Same(after, WalletLimits.Set(after, wanted, new Timestamp(Due.UnixMicroseconds - 1)));
        Assert.Equal(after, WalletLimits.OfStored(after?.ToString()));
        Assert.Equal(holds == SpendingLimits.None, after is null);
    }

    [Fact]
    public void Another_wish_takes_the_place_of_what_waits_and_waits_anew()
    {
        var limits = WalletLimits.Set(WalletLimits.Set(null, Of(5, 9), Now), Of(6, 9), Now);
        var later = Now.Plus(TimeSpan.FromHours(23));

        Assert.Equal(new WalletLimits(Of(5, 9), new PendingLimits(Of(7, 9), later.Plus(TimeSpan.FromHours(24)))),
            WalletLimits.Set(limits, Of(7, 9), later));
        Assert.Equal(new WalletLimits(Of(5, 9)), WalletLimits.Set(limits, Of(5, 9), later));
        Assert.Equal(new WalletLimits(Of(5, 8)), WalletLimits.Set(limits, Of(5, 8), later));
        // What has come due is what holds.
        Assert.Equal(new WalletLimits(Of(6, 9)), WalletLimits.Set(limits, Of(6, 9), Due));
        Assert.Null(WalletLimits.Set(WalletLimits.Set(limits, SpendingLimits.None, Now), SpendingLimits.None, Due));
    }

    [Theory]
    [InlineData("5 9", true)]
    [InlineData("0 -", true)]
    [InlineData("- 1000000000000000", true)]
    [InlineData("5 9 then - - from 2026-03-01T00:00:00.000000Z", true)]
    [InlineData("- 1000000000000001", false)]
    [InlineData("- -", false)]
    [InlineData("- - then 5 9 from 2026-03-01T00:00:00.000000Z", false)]
    [InlineData("5 9 then - - from 2026-03-01", false)]
    [InlineData("5 9 then - -", false)]
    [InlineData("5 9 ", false)]
    [InlineData("05 9", false)]
    [InlineData("-5 9", false)]
    [InlineData("5 x", false)]
    [InlineData("5", false)]
    [InlineData("5 9 9", false)]
    [InlineData("5 9 then 6 - from 2026-03-01T00:00:00.000000Z then 7 - from 2026-03-01T00:00:00.000000Z", false)]
    [InlineData("5 9 then 6 - from 2026-03-01T00:00:00.000000Z from 2026-03-01T00:00:00.000000Z", false)]
    [InlineData("5 9 then 6 from 2026-03-01T00:00:00.000000Z", false)]
    [InlineData("", false)]
    public void Stored_limits_are_read_as_they_were_written_and_nothing_else_is(string text, bool valid)
    {
        Assert.Equal(valid, WalletLimits.TryParse(text, out var limits));
        Assert.Equal(valid ? text : null, limits?.ToString());
        if (valid)
            Assert.Equal(limits, WalletLimits.OfStored(text));
        else
            Assert.Equal("Stored limits are none.",
                Assert.Throws<FormatException>(() => WalletLimits.OfStored(text)).Message);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(Limits.MaxBalanceMinor, true)]
    [InlineData(Limits.MaxBalanceMinor + 1, false)]
    public void A_limit_is_nothing_at_least_and_a_full_wallet_at_most(long minor, bool canBe) =>
        Assert.Equal(canBe, SpendingLimits.CanBe(minor));

    private static SpendingLimits Of(long perTransfer, long perDay) =>
        new(perTransfer < 0 ? null : perTransfer, perDay < 0 ? null : perDay);
}
