using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>The lock after wrong passwords.</summary>
public abstract class SignInLockContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const int FromOneAddress = 10, FromAll = 100;

    private static Task<Reply> GuessAsync(WalletClient client, string email) =>
        client.PostAsync("/auth/login", Body.Login(email, TestUser.NewPassword()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_wrong_passwords_lock_whether_the_email_exists_or_not(bool exists)
    {
        var user = await UserAsync();
        var email = exists ? user.Email : TestUser.NewEmail();
        for (var i = 0; i < FromOneAddress; i++)
            (await GuessAsync(Client, email)).Refused(401, "invalid_credentials");
        var locked = (await Client.PostAsync("/auth/login", Body.Login(email, user.Password)))
            .Refused(423, "sign_in_locked");
        Assert.InRange(locked.RetryAfter!.Value, 800, 900);
        (await Client.PostAsync("/auth/login", Body.Login("  " + email.ToUpperInvariant(), user.Password)))
            .Refused(423, "sign_in_locked");
    }

    [Fact]
    public async Task Parallel_guesses_give_no_more_tries()
    {
        var user = await UserAsync();
        var replies = await AtOnceAsync(40, _ => GuessAsync(Client, user.Email));
        Assert.Equal(FromOneAddress, replies.Count(r => r.Status == 401));
        Assert.All(replies.Where(r => r.Status != 401), r => r.Refused(423, "sign_in_locked"));
    }

    [Fact]
    public async Task The_right_password_clears_the_count()
    {
        var user = await UserAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < FromOneAddress - 1; i++)
                (await GuessAsync(Client, user.Email)).Refused(401, "invalid_credentials");
            await user.SignInAsync();
        }
    }

    [Fact]
    public async Task A_lock_of_one_address_does_not_lock_another_until_a_hundred_failures_in_all()
    {
        var user = await UserAsync();
        for (var address = 0; address < FromAll / FromOneAddress; address++)
        {
            using var guesser = Hosts.Shared.ClientFrom($"127.0.1.{address + 1}");
            for (var i = 0; i < FromOneAddress; i++)
                (await GuessAsync(guesser, user.Email)).Refused(401, "invalid_credentials");
            (await GuessAsync(guesser, user.Email)).Refused(423, "sign_in_locked");
        }

        using var other = Hosts.Shared.ClientFrom("127.0.1.99");
        (await other.PostAsync("/auth/login", Body.Login(user.Email, user.Password))).Refused(423, "sign_in_locked");
    }

    [Fact]
    public async Task A_change_of_password_is_guarded_by_the_same_count()
    {
        var user = await UserAsync();
        for (var i = 0; i < FromOneAddress; i++)
            (await user.PostAsync("/auth/password", Body.ChangePassword(
                TestUser.NewPassword(), TestUser.NewPassword()))).Refused(401, "invalid_credentials");
        (await user.PostAsync("/auth/password", Body.ChangePassword(user.Password, TestUser.NewPassword())))
            .Refused(423, "sign_in_locked");
        (await Client.PostAsync("/auth/login", Body.Login(user.Email, user.Password))).Refused(423, "sign_in_locked");
    }

    [Fact]
    public async Task A_lock_outlives_a_restart_and_ends_after_a_quarter_of_an_hour()
    {
        await using var own = await Hosts.StartOwnAsync();
        var user = await TestUser.RegisterAsync(own.Client);
        for (var i = 0; i < FromOneAddress - 1; i++)
            (await GuessAsync(own.Client, user.Email)).Refused(401, "invalid_credentials");
        await own.Host.RestartAsync();
        (await GuessAsync(own.Client, user.Email)).Refused(401, "invalid_credentials");
        (await GuessAsync(own.Client, user.Email)).Refused(423, "sign_in_locked");
        await own.Host.RestartAsync();
        var locked = (await own.Client.PostAsync("/auth/login", Body.Login(user.Email, user.Password)))
            .Refused(423, "sign_in_locked");
        own.Host.Time.Advance(TimeSpan.FromSeconds(locked.RetryAfter!.Value));
        await user.SignInAsync();
    }
}
