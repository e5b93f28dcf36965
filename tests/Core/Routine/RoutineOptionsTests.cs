using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests.Routine;

/// <summary>When audits and backups are due.</summary>
public sealed class RoutineOptionsTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();

    private Timestamp Now => Timestamp.Now(_time);

    [Fact]
    public void What_was_never_done_is_due_and_what_is_off_never_is()
    {
        Assert.True(RoutineOptions.IsDue(Day, Now, []));
        Assert.False(RoutineOptions.IsDue(TimeSpan.Zero, Now, []));
    }

    [Fact]
    public void It_is_due_an_interval_after_it_was_begun_and_not_a_moment_before()
    {
        var begun = Now;
        _time.Advance(Day - TimeSpan.FromMicroseconds(1));
        Assert.False(RoutineOptions.IsDue(Day, Now, [begun]));
        _time.Advance(TimeSpan.FromMicroseconds(1));
        Assert.True(RoutineOptions.IsDue(Day, Now, [begun]));
        Assert.False(RoutineOptions.IsDue(Day, Now, [begun, Now]));
    }

    [Fact]
    public void A_clock_that_is_set_back_a_little_makes_nothing_due_and_one_that_was_years_ahead_puts_nothing_off()
    {
        var begun = Now;
        _time.SetClock(FakeTime.Start - Minute);
        Assert.False(RoutineOptions.IsDue(Day, Now, [begun]));
        _time.SetClock(FakeTime.Start - TimeSpan.FromDays(3650));
        Assert.True(RoutineOptions.IsDue(Day, Now, [begun]));
        Assert.False(RoutineOptions.IsDue(Day, Now, [begun, Now]));
    }

    [Fact]
    public void What_has_failed_is_let_be_for_ten_minutes_or_its_interval_if_that_is_shorter()
    {
        var options = new RoutineOptions();
        var failed = Now;
        Assert.True(options.MayTry(Day, Now, null));
        Assert.False(options.MayTry(Day, Now, failed));
        _time.Advance(Minute);
        Assert.False(options.MayTry(Day, Now, failed));
        Assert.True(options.MayTry(Minute, Now, failed));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.True(options.MayTry(Day, Now, failed));
    }
}
