using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>More secrets to hash than there is room for.</summary>
public abstract class BusyContract(WalletHosts hosts) : HttpContract(hosts)
{
    [Fact]
    public async Task A_flood_of_sign_ins_is_turned_away_in_part_and_does_not_stop_payments()
    {
        const int Flood = 150;
        await using var own = await Hosts.StartOwnAsync(("Wallet:Bcrypt:WorkFactor", "8"));
        var (user, fresh) =
            (await TestUser.RegisterAsync(own.Client, 100), await TestUser.RegisterAsync(own.Client, 100));
        (await user.PayAsync(fresh, 1, NewKey())).Expect(201);

        var flood = AtOnceAsync(Flood, _ =>
            own.Client.PostAsync("/auth/login", Body.Login(TestUser.NewEmail(), TestUser.NewPassword())));
        (await user.PayAsync(fresh, 1, NewKey())).Expect(201);
        // This PIN has to be hashed first, and goes before the passwords that wait.
        (await fresh.PayAsync(user, 1, NewKey())).Expect(201);
        Assert.False(flood.IsCompleted, "The flood was over before the payments were.");

        var replies = await flood;
        Assert.Contains(replies, r => r.Status == 401);
        Assert.Contains(replies, r => r.Status == 503);
        Assert.All(replies, r => Assert.True(r.Code is "invalid_credentials" or "busy", r.Text));
        Assert.All(replies.Where(r => r.Status == 503), r => Assert.Equal(1, r.RetryAfter));
    }
}
