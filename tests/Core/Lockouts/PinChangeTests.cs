using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class PinChangeTests : WorldTests
{
    private static readonly Pin Changed = Secret.Pin("250712");

    [Fact]
    public async Task The_new_pin_is_right_from_then_on_and_the_old_one_wrong()
    {
        Assert.Equal(SecretVerdict.Verified, (await ChangeAsync(World.Pin)).Verdict);

        var restarted = World.NewPinLockouts();
        Assert.Equal(SecretVerdict.Wrong, (await restarted.VerifyAsync(Ada.User, World.Pin).InTimeAsync()).Verdict);
        Assert.Equal(SecretVerdict.Verified, (await restarted.VerifyAsync(Ada.User, Changed).InTimeAsync()).Verdict);
        var signIn = await World.Accounts.SignInAsync(People.Email("ada@example.org"), World.Password, "::1")
            .InTimeAsync();
        Assert.Equal(SecretVerdict.Verified, signIn.Check.Verdict);
    }

    [Fact]
    public async Task Guessing_through_a_change_is_guarded_as_ever()
    {
        for (var left = 4; left >= 2; left--)
            Assert.Equal(new SecretCheck(SecretVerdict.Wrong, left), await ChangeAsync(World.WrongPin));
        for (var left = 1; left >= 0; left--)
            Assert.Equal(new SecretCheck(SecretVerdict.Wrong, left),
                await World.Pins.VerifyAsync(Ada.User, World.WrongPin).InTimeAsync());

        Assert.Equal(SecretVerdict.Locked, (await ChangeAsync(World.Pin)).Verdict);
        Assert.Equal(5, World.Bcrypt.Verifications);
        World.Time.Advance(World.PinOptions.LockFor);
        Assert.Equal(SecretVerdict.Verified, (await World.Pins.VerifyAsync(Ada.User, World.Pin).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task A_remembered_pin_is_not_enough_for_a_change()
    {
        await World.Pins.VerifyAsync(Ada.User, World.Pin).InTimeAsync();

        await ChangeAsync(World.Pin);

        Assert.Equal(2, World.Bcrypt.Verifications);
    }

    [Fact]
    public async Task Whoever_is_overtaken_by_another_change_changes_nothing()
    {
        var other = Secret.Pin("8520");
        World.Users.Replacing = async () =>
        {
            World.Users.Replacing = null;
            // Another process, which can't see this one's turn.
            Assert.Equal(SecretVerdict.Verified,
                (await World.NewPinLockouts().ChangeAsync(Ada, World.Pin, other)).Verdict);
        };

        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Pin)).Verdict);

        var restarted = World.NewPinLockouts();
        Assert.Equal(SecretVerdict.Wrong, (await restarted.VerifyAsync(Ada.User, Changed).InTimeAsync()).Verdict);
        Assert.Equal(SecretVerdict.Verified, (await restarted.VerifyAsync(Ada.User, other).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_leaves_the_old_pin()
    {
        World.Users.Replacing = () =>
        {
            World.Users.IsDown = true;
            return Task.CompletedTask;
        };
        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Pin)).Verdict);
        (World.Users.IsDown, World.Users.Replacing) = (false, null);

        Assert.Equal(SecretVerdict.Verified, (await World.Pins.VerifyAsync(Ada.User, World.Pin).InTimeAsync()).Verdict);
    }

    private Task<SecretCheck> ChangeAsync(Pin pin) =>
        World.Pins.ChangeAsync(Ada, pin, Changed).InTimeAsync();
}
