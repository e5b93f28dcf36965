using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>A pepper is replaced while passwords and PINs are used: their hashes get under the new one when they are
/// used next, and nobody is refused or locked because of it.</summary>
public sealed class PepperRotationTests : WorldTests
{
    private const string Home = "192.0.2.1";

    private readonly NamedKey _new = new() { Id = "p2", Value = new byte[NamedKey.MinBytes] };

    [Fact]
    public async Task A_password_gets_under_the_current_pepper_when_it_is_used_and_tokens_stay_valid()
    {
        var before = (await World.Users.FindAsync(Ada.User))!;
        World.Peppers.Replace([_new, World.Pepper]);
        var hashes = World.Bcrypt.Hashes;
        Assert.Equal(SecretVerdict.Wrong, await SignInAsync(Secret.Password("battery staple")));
        Assert.Equal(before, await World.Users.FindAsync(Ada.User));

        for (var i = 0; i < 2; i++)
            Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));
        Assert.Equal(hashes + 1, World.Bcrypt.Hashes);
        var after = (await World.Users.FindAsync(Ada.User))!;
        Assert.Equal("p2", after.Password.PepperId);
        Assert.Equal(before with { Password = after.Password }, after);

        World.Peppers.Replace([_new]);
        Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));
    }

    [Fact]
    public async Task A_pin_gets_under_the_current_pepper_when_it_is_used()
    {
        var before = (await World.Users.FindAsync(Ada.User))!;
        World.Peppers.Replace([_new, World.Pepper]);
        var hashes = World.Bcrypt.Hashes;
        Assert.Equal(SecretVerdict.Wrong, await PinAsync(World.WrongPin));
        Assert.Equal(before, await World.Users.FindAsync(Ada.User));

        Assert.Equal(SecretVerdict.Verified, await PinAsync(World.Pin));
        World.Time.Advance(World.PinOptions.RememberFor);
        Assert.Equal(SecretVerdict.Verified, await PinAsync(World.Pin));
        Assert.Equal(hashes + 1, World.Bcrypt.Hashes);
        var after = (await World.Users.FindAsync(Ada.User))!;
        Assert.Equal("p2", after.Pin.PepperId);
        Assert.Equal(before with { Pin = after.Pin }, after);

        World.Peppers.Replace([_new]);
        World.Time.Advance(World.PinOptions.RememberFor);
        Assert.Equal(SecretVerdict.Verified, await PinAsync(World.Pin));
    }

    [Fact]
    public async Task Nobody_is_refused_because_a_hash_can_not_be_stored_anew()
    {
        World.Peppers.Replace([_new, World.Pepper]);
        World.Users.Replacing = static () => throw Fault.Failure(LedgerFailure.Unknown);

        Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));
        Assert.Equal(SecretVerdict.Verified, await PinAsync(World.Pin));

        World.Users.Replacing = null;
        var after = (await World.Users.FindAsync(Ada.User))!;
        Assert.Equal(("p1", "p1"), (after.Password.PepperId, after.Pin.PepperId));
    }

    [Fact]
    public async Task A_change_meanwhile_is_not_undone()
    {
        World.Peppers.Replace([_new, World.Pepper]);
        var (password, pin) = (People.Hash(), People.Hash());
        World.Users.Replacing = async () =>
        {
            World.Users.Replacing = null;
            var now = (await World.Users.FindAsync(Ada.User))!;
            Assert.True(await World.Users.ReplacePasswordAsync(Ada.User, now.Password, password));
            Assert.True(await World.Users.ReplacePinAsync(Ada.User, now.Pin, pin));
        };

        Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));

        var after = (await World.Users.FindAsync(Ada.User))!;
        Assert.Equal((password, pin), (after.Password, after.Pin));
    }

    [Fact]
    public async Task Without_its_pepper_nothing_is_compared_or_counted_and_it_may_come_back()
    {
        World.Peppers.Replace([_new]);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(SecretVerdict.Unavailable, await SignInAsync(World.Password));
            Assert.Equal(SecretVerdict.Unavailable, await PinAsync(World.Pin));
        }

        Assert.Equal(0, World.Bcrypt.Verifications);
        Assert.Empty(World.Lockouts.Subjects);
        Assert.Equal(SecretVerdict.Wrong, (await World.Accounts.SignInAsync(
            People.Email("nobody@example.org"), World.Password, Home).InTimeAsync()).Check.Verdict);

        World.Peppers.Replace([_new, World.Pepper]);
        Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));
        Assert.Equal(SecretVerdict.Verified, await PinAsync(World.Pin));
    }

    private async Task<SecretVerdict> SignInAsync(Password password) =>
        (await World.Accounts.SignInAsync(People.Email("ada@example.org"), password, Home).InTimeAsync()).Check.Verdict;

    private async Task<SecretVerdict> PinAsync(Pin pin) =>
        (await World.Pins.VerifyAsync(Ada.User, pin).InTimeAsync()).Verdict;
}
