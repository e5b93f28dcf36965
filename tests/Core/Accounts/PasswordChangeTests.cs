using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class PasswordChangeTests : WorldTests
{
    private const string Home = "192.0.2.1";
    private static readonly Password Wrong = Secret.Password("battery staple"),
        Changed = Secret.Password("another horse");

    [Fact]
    public async Task The_new_password_signs_in_the_old_one_does_not_and_earlier_tokens_end()
    {
        var before = await World.Users.FindAsync(Ada.User);

        Assert.Equal(SecretVerdict.Verified, (await ChangeAsync(World.Password)).Verdict);

        var after = await World.Users.FindAsync(Ada.User);
        Assert.Equal(before!.TokenGeneration + 1, after!.TokenGeneration);
        Assert.Equal(before with { Password = after.Password, TokenGeneration = after.TokenGeneration }, after);
        Assert.Equal(SecretVerdict.Wrong, await SignInAsync(World.Password));
        Assert.Equal(SecretVerdict.Verified, await SignInAsync(Changed));
        Assert.Equal(SecretVerdict.Verified, (await World.Pins.VerifyAsync(Ada.User, World.Pin).InTimeAsync()).Verdict);
    }

    [Fact]
    public async Task Guessing_through_a_change_counts_as_signing_in_does()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(SecretVerdict.Wrong, (await ChangeAsync(Wrong)).Verdict);
            Assert.Equal(SecretVerdict.Wrong, await SignInAsync(Wrong));
        }

        Assert.Equal(SecretVerdict.Locked, (await ChangeAsync(World.Password)).Verdict);
        Assert.Equal(SecretVerdict.Locked, await SignInAsync(World.Password));
        Assert.Equal(10, World.Bcrypt.Verifications);
        Assert.Equal(1, (await World.Users.FindAsync(Ada.User))!.TokenGeneration);
    }

    [Fact]
    public async Task Of_parallel_changes_from_the_same_password_one_wins()
    {
        var checks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ChangeAsync(World.Password))))
            .InTimeAsync();

        Assert.Single(checks, static check => check.Verdict == SecretVerdict.Verified);
        Assert.Equal(7, checks.Count(static check => check.Verdict == SecretVerdict.Wrong));
        Assert.Equal(2, (await World.Users.FindAsync(Ada.User))!.TokenGeneration);
    }

    [Fact]
    public async Task Whoever_is_overtaken_by_another_change_changes_nothing()
    {
        var other = People.Hash();
        World.Users.Replacing = async () =>
        {
            World.Users.Replacing = null;
            var now = await World.Users.FindAsync(Ada.User);
            Assert.True(await World.Users.ReplacePasswordAsync(Ada.User, now!.Password, other));
        };

        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Password)).Verdict);

        Assert.Equal(other, (await World.Users.FindAsync(Ada.User))!.Password);
    }

    [Fact]
    public async Task An_unknown_user_changes_nothing()
    {
        var check = await World.Accounts.ChangePasswordAsync(
            UserId.New(TimeProvider.System), World.Password, Changed, Home).InTimeAsync();

        Assert.Equal(SecretVerdict.UnknownUser, check.Verdict);
    }

    [Fact]
    public async Task When_the_users_are_down_nothing_changes()
    {
        World.Users.IsDown = true;
        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Password)).Verdict);
        World.Users.IsDown = false;
        Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));
    }

    private Task<SecretCheck> ChangeAsync(Password password) =>
        World.Accounts.ChangePasswordAsync(Ada.User, password, Changed, Home).InTimeAsync();

    private async Task<SecretVerdict> SignInAsync(Password password) =>
        (await World.Accounts.SignInAsync(People.Email("ada@example.org"), password, Home)
            .InTimeAsync()).Check.Verdict;
}
