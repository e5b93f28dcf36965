using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class LockoutStateTests
{
    private static readonly Timestamp Now = Timestamp.From(FakeTime.Start);
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    [Fact]
    public void The_attempt_that_reaches_the_limit_locks_at_once()
    {
        var state = LockoutState.Clear;
        for (var i = 1; i <= 3; i++)
        {
            Assert.False(state.IsLocked(Now));
            state = state.Count(Now, 3, Lock, null);
            Assert.Equal(i, state.Failures);
        }

        Assert.True(state.IsLocked(Now));
        Assert.True(state.IsLocked(Now.Plus(Lock - TimeSpan.FromMicroseconds(1))));
        Assert.False(state.IsLocked(Now.Plus(Lock)));
        Assert.Equal(1, state.Count(Now.Plus(Lock), 3, Lock, null).Failures);
    }

    [Theory]
    [InlineData(0, 900)]
    [InlineData(1, 900)] // a microsecond into the lock, 899.999999 s are left
    [InlineData(1_000_000, 899)]
    [InlineData(899_999_999, 1)]
    [InlineData(900_000_000, 1)]
    public void What_is_left_of_a_lock_is_rounded_up_to_whole_seconds(long microseconds, int seconds)
    {
        var state = LockoutState.Clear.Count(Now, 1, Lock, null);

        Assert.Equal(TimeSpan.FromSeconds(seconds), state.LockedFor(Now.Plus(TimeSpan.FromMicroseconds(microseconds))));
        Assert.Equal(TimeSpan.Zero, LockoutState.Clear.LockedFor(Now));
    }

    [Fact]
    public void Failures_are_forgotten_when_they_are_old_and_not_before()
    {
        var state = LockoutState.Clear.Count(Now, 10, Lock, Lock);
        Assert.Equal(Now.Plus(Lock), state.ForgetAt);

        Assert.Equal(2, state.Count(Now.Plus(Lock - TimeSpan.FromMicroseconds(1)), 10, Lock, Lock).Failures);
        Assert.Equal(1, state.Count(Now.Plus(Lock), 10, Lock, Lock).Failures);
        Assert.Null(LockoutState.Clear.Count(Now, 10, Lock, null).ForgetAt);
        Assert.Equal(Now.Plus(2 * Lock), LockoutState.Clear.Count(Now, 1, Lock, 2 * Lock).ForgetAt);
        Assert.Equal(Now.Plus(Lock), LockoutState.Clear.Count(Now, 1, Lock, TimeSpan.FromSeconds(1)).ForgetAt);
    }
}
