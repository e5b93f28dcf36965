using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class PasswordChangeTests : IAsyncLifetime
{
    private const string Home = "192.0.2.1";
    private static readonly Password Wrong = Secret.Password("battery staple"),
        Changed = Secret.Password("another horse");

    private readonly World _world = new();
    private UserId _ada;

    public async ValueTask InitializeAsync() => _ada = (await _world.RegisterAsync("ada")).User;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_new_password_signs_in_the_old_one_does_not_and_earlier_tokens_end()
    {
        var before = await _world.Users.FindAsync(_ada);

        Assert.Equal(SecretVerdict.Verified, (await ChangeAsync(World.Password)).Verdict);

        var after = await _world.Users.FindAsync(_ada);
        Assert.Equal(before!.TokenGeneration + 1, after!.TokenGeneration);
        Assert.Equal(before with { Password = after.Password, TokenGeneration = after.TokenGeneration }, after);
        Assert.Equal(SecretVerdict.Wrong, await SignInAsync(World.Password));
        Assert.Equal(SecretVerdict.Verified, await SignInAsync(Changed));
        Assert.Equal(SecretVerdict.Verified, (await _world.Pins.VerifyAsync(_ada, World.Pin).InTimeAsync()).Verdict);
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
        Assert.Equal(10, _world.Bcrypt.Verifications);
        Assert.Equal(1, (await _world.Users.FindAsync(_ada))!.TokenGeneration);
    }

    [Fact]
    public async Task Of_parallel_changes_from_the_same_password_one_wins()
    {
        var checks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ChangeAsync(World.Password))))
            .InTimeAsync();

        Assert.Single(checks, static check => check.Verdict == SecretVerdict.Verified);
        Assert.Equal(7, checks.Count(static check => check.Verdict == SecretVerdict.Wrong));
        Assert.Equal(2, (await _world.Users.FindAsync(_ada))!.TokenGeneration);
    }

    [Fact]
    public async Task Whoever_is_overtaken_by_another_change_changes_nothing()
    {
        var other = People.Hash();
        _world.Users.Replacing = async () =>
        {
            _world.Users.Replacing = null;
            var now = await _world.Users.FindAsync(_ada);
            Assert.True(await _world.Users.ReplacePasswordAsync(_ada, now!.Password, other));
        };

        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Password)).Verdict);

        Assert.Equal(other, (await _world.Users.FindAsync(_ada))!.Password);
    }

    [Fact]
    public async Task An_unknown_user_changes_nothing()
    {
        var check = await _world.Accounts.ChangePasswordAsync(
            UserId.New(TimeProvider.System), World.Password, Changed, Home).InTimeAsync();

        Assert.Equal(SecretVerdict.UnknownUser, check.Verdict);
    }

    [Fact]
    public async Task When_the_users_are_down_nothing_changes()
    {
        _world.Users.IsDown = true;
        Assert.Equal(SecretVerdict.Unavailable, (await ChangeAsync(World.Password)).Verdict);
        _world.Users.IsDown = false;
        Assert.Equal(SecretVerdict.Verified, await SignInAsync(World.Password));
    }

    private Task<SecretCheck> ChangeAsync(Password password) =>
        _world.Accounts.ChangePasswordAsync(_ada, password, Changed, Home).InTimeAsync();

    private async Task<SecretVerdict> SignInAsync(Password password) =>
        (await _world.Accounts.SignInAsync(People.Email("ada@example.org"), password, Home)
            .InTimeAsync()).Check.Verdict;
}
