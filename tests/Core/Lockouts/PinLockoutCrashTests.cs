using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Kills, restarts and stores that are down: none of them gives a guess for nothing.</summary>
public sealed class PinLockoutCrashTests : WorldTests
{
    [Fact]
    public async Task A_restart_gives_no_more_tries()
    {
        for (var left = 4; left >= 0; left--)
            Assert.Equal(
                new SecretCheck(SecretVerdict.Wrong, left), await VerifyAsync(World.NewPinLockouts(), World.WrongPin));

        Assert.Equal(SecretVerdict.Locked, (await VerifyAsync(World.NewPinLockouts(), World.Pin)).Verdict);
    }

    [Fact]
    public async Task A_kill_between_counting_and_comparing_costs_a_try()
    {
        World.Lockouts.Written = static () => throw new Killed();
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<Killed>(() => VerifyAsync(World.NewPinLockouts(), World.WrongPin));
        World.Lockouts.Written = null;

        Assert.Equal(0, World.Bcrypt.Verifications);
        Assert.Equal(SecretVerdict.Locked, (await VerifyAsync(World.NewPinLockouts(), World.Pin)).Verdict);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_comparing_costs_a_try()
    {
        World.Bcrypt.Verifying = static () => throw new Killed();
        await Assert.ThrowsAsync<Killed>(() => VerifyAsync(World.NewPinLockouts(), World.Pin));
        World.Bcrypt.Verifying = null;

        Assert.Equal(
            new SecretCheck(SecretVerdict.Wrong, 3), await VerifyAsync(World.NewPinLockouts(), World.WrongPin));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_store_is_down_nothing_is_compared(bool reads)
    {
        (World.Lockouts.ReadsFail, World.Lockouts.WritesFail) = (reads, !reads);
        Assert.Equal(SecretVerdict.Unavailable, (await VerifyAsync(World.Pins, World.Pin)).Verdict);
        Assert.Equal(SecretVerdict.Unavailable, (await VerifyAsync(World.Pins, World.WrongPin)).Verdict);
        Assert.Equal(0, World.Bcrypt.Verifications);

        (World.Lockouts.ReadsFail, World.Lockouts.WritesFail) = (false, false);
        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 4), await VerifyAsync(World.Pins, World.WrongPin));
        Assert.Equal(SecretVerdict.Verified, (await VerifyAsync(World.Pins, World.Pin)).Verdict);
    }

    [Fact]
    public async Task A_count_that_was_written_although_the_store_said_no_still_counts()
    {
        World.Lockouts.Written = static () => throw new IOException("The answer was lost.");
        Assert.Equal(SecretVerdict.Unavailable, (await VerifyAsync(World.Pins, World.WrongPin)).Verdict);
        World.Lockouts.Written = null;

        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 3), await VerifyAsync(World.Pins, World.WrongPin));
    }

    [Fact]
    public async Task The_right_pin_whose_success_cannot_be_written_is_not_verified()
    {
        var writes = 0;
        World.Lockouts.Written = () => World.Lockouts.WritesFail = ++writes == 1;
        Assert.Equal(SecretVerdict.Unavailable, (await VerifyAsync(World.Pins, World.Pin)).Verdict);
        World.Lockouts.WritesFail = false;

        Assert.Equal(new SecretCheck(SecretVerdict.Wrong, 3), await VerifyAsync(World.Pins, World.WrongPin));
    }

    [Fact]
    public async Task When_the_users_are_down_nothing_is_counted()
    {
        World.Users.IsDown = true;

        Assert.Equal(SecretVerdict.Unavailable, (await VerifyAsync(World.Pins, World.WrongPin)).Verdict);
        Assert.Empty(World.Lockouts.Subjects);
        World.Users.IsDown = false;
        Assert.Equal(SecretVerdict.Verified, (await VerifyAsync(World.Pins, World.Pin)).Verdict);
    }

    private Task<SecretCheck> VerifyAsync(PinLockouts lockouts, Pin pin) =>
        lockouts.VerifyAsync(Ada.User, pin).InTimeAsync();

    /// <summary>Nothing catches it, as nothing catches a kill.</summary>
    private sealed class Killed : Exception;
}
