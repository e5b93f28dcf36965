using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class PinChangeTests : IAsyncLifetime
{
    private static readonly Pin Changed = Secret.Pin("250712");

    private readonly World _world = new();
    private UserId _ada;

    public async ValueTask InitializeAsync() => _ada = (await _world.RegisterAsync("ada")).User;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_new_pin_is_right_from_then_on_and_the_old_one_wrong()
    {
        Assert.Equal(SecretVerdict.Verified, (await ChangeAsync(World.Pin)).Verdict);

        var restarted = _world.NewPinLockouts();
        Assert.Equal(SecretVerdict.Wrong, (await restarted.VerifyAsync(_ada, World.Pin).InTimeAsync()).Verdict);
        Assert.Equal(SecretVerdict.Verified, (await restarted.VerifyAsync(_ada, Changed).InTimeAsync()).Verdict);
        Assert.Equal(
            SecretVerdict.Verified, (await _world.Accounts.SignInAsync(
            People.Email("ada@example.org"), World.Password, "::1").InTimeAsync()).Check.Verdict);
    }

    [Fact]
    public async Task Guessing_through_a_change_is_guarded_as_ever()
    {
        for (var left = 4; left >= 2; left--)
            Assert.Equal(new SecretCheck(SecretVerdict.Wrong, left), await ChangeAsync(World.WrongPin));
        for (var left = 1; left >= 0; left--)
            Assert.Equal(new SecretCheck(SecretVerdict.Wrong, left), await _world.Pins.VerifyAsync(_ada, World.WrongPin)
                .InTimeAsync());

        Assert.Equal(SecretVerdict.Locked, (await ChangeAsync(World.Pin)).Verdict);
        Assert.Equal(5, _world.Bcrypt.Verifications);
        _world.Time.Advance(_world.PinOptions.LockFor);
        Assert.Equal(SecretVerdict.Verified, (await _world.Pins.VerifyAsync(_ada, World.Pin).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task A_remembered_pin_is_not_enough_for_a_change()
    {
        await _world.Pins.VerifyAsync(_ada, World.Pin).InTimeAsync();

        await ChangeAsync(World.Pin);

        Assert.Equal(2, _world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task Whoever_is_overtaken_by_another_change_changes_nothing()
    {
        var other = Secret.Pin("8520");
        _world.Users.Replacing = async () =>
        {
            _world.Users.Replacing = null;
            // Another process, which can't see this one's turn.
            Assert.Equal(SecretVerdict.Verified,
                (await _world.NewPinLockouts().ChangeAsync(new Caller(_ada, default), World.Pin, other)).Verdict);
        };

        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Pin)).Verdict);

        var restarted = _world.NewPinLockouts();
        Assert.Equal(SecretVerdict.Wrong, (await restarted.VerifyAsync(_ada, Changed).InTimeAsync()).Verdict);
        Assert.Equal(SecretVerdict.Verified, (await restarted.VerifyAsync(_ada, other).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_leaves_the_old_pin()
    {
        _world.Users.Replacing = () =>
        {
            _world.Users.IsDown = true;
            return Task.CompletedTask;
        };
        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Pin)).Verdict);
        (_world.Users.IsDown, _world.Users.Replacing) = (false, null);

        Assert.Equal(SecretVerdict.Verified, (await _world.Pins.VerifyAsync(_ada, World.Pin).InTimeAsync()).Verdict);
    }

    private Task<SecretCheck> ChangeAsync(Pin pin) => _world.Pins.ChangeAsync(new Caller(_ada, default), pin, Changed)
        .InTimeAsync();
}
