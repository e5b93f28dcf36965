using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Which steps of the clock a ledger takes, which it refuses, and when it goes on.</summary>
public sealed class LedgerClockTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365), Tick = TimeSpan.FromMicroseconds(1);

    private readonly FakeTime _time = new();
    private TimeSpan _slept;
    private bool _otherIsAway;
    private int _asked;

    [Theory]
    [InlineData(-365 * 24 * 3600)]
    [InlineData(-3600)]
    [InlineData(20_000)]
    [InlineData(48 * 3600)]
    public async Task A_clock_that_steps_back_or_not_too_far_ahead_is_believed(int seconds)
    {
        foreach (var clock in new[] { Alone(), WithOther() })
        {
            _time.SetClock(_time.GetUtcNow().AddSeconds(seconds));
            Assert.Equal(Timestamp.Now(_time), await clock.NowAsync());
            _time.SetClock(_time.GetUtcNow().AddSeconds(-seconds));
        }
    }

    [Fact]
    public async Task Time_that_passes_is_no_step()
    {
        var (alone, withOther) = (Alone(), WithOther());
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Year);
            Assert.Equal(Timestamp.Now(_time), await alone.NowAsync());
            Assert.Equal(Timestamp.Now(_time), await withOther.NowAsync());
        }

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Many_small_steps_are_one_large_step()
    {
        var clock = WithOther();
        await clock.NowAsync();
        Step(TimeSpan.FromHours(40));
        await clock.NowAsync();
        Step(TimeSpan.FromHours(40));

        await RefusedAsync(clock);
    }

    [Fact]
    public async Task The_refusal_names_both_times_and_the_limit()
    {
        var (alone, withOther) = (Alone(), WithOther());
        await withOther.NowAsync();
        Step(Year);

        Assert.Equal(
            "The clock of this machine says 2027-03-01T12:00:00.000000Z, more than 48 hours ahead: by its own course " +
            "it should say 2026-03-01T12:00:00.000000Z."
            + " Nothing is written to the ledger until it does, or has been steady for a minute.",
            await alone.CheckAsync());
        Assert.Equal(
            "The clock of this machine says 2027-03-01T12:00:00.000000Z, more than 48 hours ahead: by the clock of " +
            "the server it is 2026-03-01T12:00:00.000000Z."
            + " Nothing is written to the ledger until the clock is right.",
            await withOther.CheckAsync());
    }

    [Fact]
    public async Task Alone_a_step_is_believed_when_it_is_undone_or_after_a_steady_minute()
    {
        var clock = Alone();
        await RefusedUntilUndoneAsync(clock);

        Step(Year);
        await RefusedAsync(clock);
        _time.Advance(LedgerClock.SteadyFor - Tick);
        await RefusedAsync(clock);
        _time.Advance(Tick);
        await BelievedAsync(clock);
        // From here on it goes: what it believes now is the right time.
        await RefusedUntilUndoneAsync(clock);
    }

    [Fact]
    public async Task Alone_a_clock_that_steps_again_has_not_been_steady()
    {
        var clock = Alone();
        Step(Year);
        await RefusedAsync(clock);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(LedgerClock.SteadyFor / 2);
            Step(TimeSpan.FromSeconds(2));
            await RefusedAsync(clock);
        }

        // Nor has one that was right in between.
        Step(-Year);
        await BelievedAsync(clock);
        _time.Advance(LedgerClock.SteadyFor);
        Step(Year);
        await RefusedAsync(clock);
    }

    [Fact]
    public async Task With_another_clock_one_that_is_wrong_from_the_start_is_found_and_stays_refused_until_it_is_right()
    {
        Step(Year);
        var clock = WithOther();
        await RefusedForHoursAsync(clock);

        Step(-Year);
        await BelievedAsync(clock);
    }

    [Fact]
    public async Task With_another_clock_a_step_stays_refused_however_steady_it_is()
    {
        var clock = WithOther();
        await BelievedAsync(clock);
        Step(Year);
        await RefusedForHoursAsync(clock);

        // Nor does it help that nobody can be asked any more: it has been told once.
        _otherIsAway = true;
        _time.Advance(TimeSpan.FromHours(1));
        await RefusedAsync(clock);
    }

    [Fact]
    public async Task A_machine_that_slept_and_another_clock_agree_that_it_is_late()
    {
        var clock = WithOther();
        await BelievedAsync(clock);

        // Both clocks went on; the count of time that passes did not.
        _slept = TimeSpan.FromDays(7);
        Step(_slept);

        await BelievedAsync(clock);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task As_long_as_the_other_clock_has_not_answered_the_own_one_counts_and_then_no_more()
    {
        _otherIsAway = true;
        Step(Year);
        var clock = WithOther();
        await BelievedAsync(clock);
        await RefusedUntilUndoneAsync(clock);

        _otherIsAway = false;
        _time.Advance(TimeSpan.FromSeconds(10));
        await RefusedAsync(clock);
    }

    [Fact]
    public async Task Another_clock_whose_question_fails_has_not_answered()
    {
        var clock = new LedgerClock(_time, static () => throw new ObjectDisposedException("connection"), "the server");
        await BelievedAsync(clock);
        await RefusedUntilUndoneAsync(clock);
    }

    [Fact]
    public async Task It_tells_once_when_it_is_doubted_and_once_when_it_is_believed_again()
    {
        var clock = Alone();
        var told = new List<string?>();
        clock.Changed = told.Add;
        await BelievedAsync(clock);
        Assert.Empty(told);

        for (var i = 0; i < 2; i++)
        {
            told.Clear();
            Step(Year);
            await RefusedAsync(clock);
            await RefusedAsync(clock);
            Assert.NotNull(Assert.Single(told));
            Step(-Year);
            await BelievedAsync(clock);
            Assert.Equal(2, told.Count);
            Assert.Null(told[1]);
        }
    }

    [Fact]
    public async Task The_other_clock_is_asked_once_and_then_at_most_every_ten_seconds()
    {
        var clock = WithOther();
        for (var i = 0; i < 100; i++)
            await BelievedAsync(clock);
        Assert.Equal(1, _asked);

        Step(Year);
        for (var i = 0; i < 100; i++)
        {
            await RefusedAsync(clock);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_asked, 2, 11);
    }

    private LedgerClock Alone() => new(_time);

    private LedgerClock WithOther() => new(_time, AskAsync, "the server");

    // On a machine of its own, where time passes as it does here.
    private Task<Timestamp?> AskAsync()
    {
        _asked++;
        return Task.FromResult<Timestamp?>(
            _otherIsAway ? null : Timestamp.From(FakeTime.Start + _time.GetElapsedTime(0) + _slept));
    }

    private void Step(TimeSpan by) => _time.SetClock(_time.GetUtcNow() + by);

    private async Task RefusedUntilUndoneAsync(LedgerClock clock)
    {
        Step(Year);
        await RefusedAsync(clock);
        Step(-Year);
        await BelievedAsync(clock);
    }

    private async Task RefusedForHoursAsync(LedgerClock clock)
    {
        for (var i = 0; i < 10; i++)
        {
            await RefusedAsync(clock);
            _time.Advance(TimeSpan.FromHours(1));
        }
    }

    private async Task BelievedAsync(LedgerClock clock)
    {
        Assert.Equal(Timestamp.Now(_time), await clock.NowAsync());
        Assert.Null(await clock.CheckAsync());
    }

    private static async Task RefusedAsync(LedgerClock clock)
    {
        var refused = await Assert.ThrowsAsync<LedgerClockException>(async () => await clock.NowAsync());
        Assert.Equal(LedgerFailure.Unavailable, refused.Failure);
        Assert.NotNull(await clock.CheckAsync());
    }
}
