using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>When tokens end: after an hour, and with a change of password.</summary>
public abstract class TokenEndContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_token_ends_after_an_hour_and_not_before()
    {
        await using var own = await Hosts.StartOwnAsync();
        var user = await TestUser.RegisterAsync(own.Client);
        (await user.GetAsync("/wallet")).Expect(200);
        own.Host.Time.Advance(TimeSpan.FromSeconds(3570));
        (await user.GetAsync("/wallet")).Expect(200);
        own.Host.Time.Advance(TimeSpan.FromSeconds(31));
        (await user.GetAsync("/wallet")).Refused(401, "unauthenticated");
        await user.SignInAsync();
        (await user.GetAsync("/wallet")).Expect(200);
    }

    [Fact]
    public async Task A_change_of_password_ends_all_earlier_tokens_at_once_and_for_good()
    {
        await using var own = await Hosts.StartOwnAsync();
        var user = await TestUser.RegisterAsync(own.Client, 100);
        var first = user.Token;
        await user.SignInAsync();
        var (second, old) = (user.Token, user.Password);
        (await own.Client.GetAsync("/wallet", first)).Expect(200);

        await user.ChangePasswordAsync(TestUser.NewPassword());
        foreach (var token in (string[])[first, second])
        {
            (await own.Client.GetAsync("/wallet", token)).Refused(401, "unauthenticated");
            (await own.Client.PostAsync("/wallet/deposit", Body.Deposit(1, NewKey()), token))
                .Refused(401, "unauthenticated");
        }

        (await own.Client.PostAsync("/auth/login", Body.Login(user.Email, old))).Refused(401, "invalid_credentials");
        await user.SignInAsync();
        await own.Host.RestartAsync();
        (await own.Client.GetAsync("/wallet", first)).Refused(401, "unauthenticated");
        Assert.Equal(100, await user.BalanceAsync());
    }

    [Fact]
    public async Task A_token_outlives_a_restart()
    {
        await using var own = await Hosts.StartOwnAsync();
        var user = await TestUser.RegisterAsync(own.Client);
        await own.Host.RestartAsync();
        (await user.GetAsync("/wallet")).Expect(200);
    }

    [Fact]
    public async Task A_change_of_password_needs_the_old_one_and_a_good_new_one()
    {
        var user = await UserAsync();
        (await user.PostAsync("/auth/password", Body.ChangePassword(TestUser.NewPassword(), TestUser.NewPassword())))
            .Refused(401, "invalid_credentials");
        (await user.PostAsync("/auth/password", Body.ChangePassword(user.Password, "short"))).Invalid("newPassword");
        (await user.GetAsync("/wallet")).Expect(200);
        await user.SignInAsync();
    }
}
