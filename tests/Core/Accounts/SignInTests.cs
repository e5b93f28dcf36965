using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class SignInTests : IAsyncLifetime
{
    private const string Home = "192.0.2.1";
    private static readonly Password Wrong = Secret.Password("battery staple");

    private readonly World _world = new();

    public async ValueTask InitializeAsync() => await _world.RegisterAsync("ada");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Email_and_password_sign_in_whatever_the_emails_case()
    {
        var result = await SignInAsync(" ADA@Example.ORG ", World.Password);

        Assert.Equal((SecretVerdict.Verified, "ada@wallet"), (result.Check.Verdict, result.User?.Wallet.Value));
    }

    [Fact]
    public async Task An_unknown_email_answers_and_works_and_counts_as_a_wrong_password_does()
    {
        foreach (var email in new[] { "ada@example.org", "nobody@example.org" })
        {
            var before = _world.Bcrypt.Verifications;
            for (var i = 1; i <= 10; i++)
            {
                Assert.Equal(new SignInResult(new SecretCheck(SecretVerdict.Wrong)), await SignInAsync(email, Wrong));
                Assert.Equal(before + i, _world.Bcrypt.Verifications);
            }

            Assert.Equal(
                new SignInResult(new SecretCheck(SecretVerdict.Locked, RetryAfter: TimeSpan.FromMinutes(15))),
                await SignInAsync(email, World.Password));
            Assert.Equal(before + 10, _world.Bcrypt.Verifications);
        }
    }

    [Fact]
    public async Task A_password_is_compared_as_it_is()
    {
        Assert.Equal(SecretVerdict.Wrong,
            (await SignInAsync("ada@example.org", Secret.Password("Correct horse"))).Check.Verdict);
        Assert.Equal(SecretVerdict.Wrong,
            (await SignInAsync("ada@example.org", Secret.Password("correct horse "))).Check.Verdict);
    }

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("nobody@example.org")]
    public async Task Fifty_parallel_guesses_are_ten_comparisons(string email)
    {
        // Each is under way before any can have been counted.
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SignInAsync(email, Wrong)).ToArray())
            .InTimeAsync();

        Assert.Equal(10, _world.Bcrypt.Verifications);
        Assert.Equal(10, results.Count(static result => result.Check.Verdict == SecretVerdict.Wrong));
        Assert.Equal(40, results.Count(static result => result.Check.Verdict == SecretVerdict.Locked));
    }



    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_lockout_is_down_nothing_is_compared(bool reads)
    {
        (_world.Lockouts.ReadsFail, _world.Lockouts.WritesFail) = (reads, !reads);

        Assert.Equal(SecretVerdict.Unavailable, (await SignInAsync("ada@example.org", World.Password)).Check.Verdict);
        Assert.Equal(0, _world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task When_the_users_are_down_nobody_signs_in()
    {
        _world.Users.IsDown = true;

        Assert.Equal(new SignInResult(new SecretCheck(SecretVerdict.Unavailable)),
            await SignInAsync("ada@example.org", World.Password));
        Assert.Equal(0, _world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task A_flood_of_sign_ins_is_turned_away_uncounted_and_does_not_stop_pins()
    {
        var ada = (await _world.Users.FindByEmailAsync(People.Email("ada@example.org")))!.Id;
        Task<SecretCheck> pin;
        await using (await BusyHashing.OfAsync(_world.Hashing, SecretPurpose.Password))
        {
            Assert.Equal(SecretVerdict.Busy, (await SignInAsync("ada@example.org", Wrong)).Check.Verdict);
            Assert.Empty(_world.Lockouts.Subjects);
            pin = _world.Pins.VerifyAsync(ada, World.Pin).AsTask();
        }

        Assert.Equal(SecretVerdict.Verified, (await pin.InTimeAsync()).Verdict);
    }

    private Task<SignInResult> SignInAsync(string email, Password password) =>
        _world.Accounts.SignInAsync(People.Email(email), password, Home).InTimeAsync();
}
