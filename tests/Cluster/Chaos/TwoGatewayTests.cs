using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>Gateways keep nothing that another would miss.</summary>
public sealed class TwoGatewayTests(TestServers servers)
{
    [Fact]
    public async Task Guesses_at_a_password_count_together_whichever_gateway_they_come_to()
    {
        TestServers.Require();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), gateways: 2);
        using var client = new WalletClient(() => host.Addresses, new UsedSecrets());
        var user = await TestUser.RegisterAsync(client);
        for (var i = 0; i < 10; i++)
            (await client.PostAsync("/auth/login", Body.Login(user.Email, TestUser.NewPassword())))
                .Refused(401, "invalid_credentials");
        for (var i = 0; i < 2; i++)
            (await client.PostAsync("/auth/login", Body.Login(user.Email, user.Password)))
                .Refused(423, "sign_in_locked");
    }

    [Fact]
    public async Task A_change_of_password_ends_earlier_tokens_at_once_here_and_within_a_second_there()
    {
        TestServers.Require();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), gateways: 2);
        using var here = new WalletClient(() => [host.Addresses[0]], new UsedSecrets());
        using var there = new WalletClient(() => [host.Addresses[1]], new UsedSecrets());
        var user = await TestUser.RegisterAsync(here);
        (await there.GetAsync("/wallet", user.Token)).Expect(200);
        await user.ChangePasswordAsync(TestUser.NewPassword());
        (await here.GetAsync("/wallet", user.Token)).Refused(401, "unauthenticated");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await there.GetAsync("/wallet", user.Token)).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task Fifty_requests_with_one_key_through_two_gateways_deduct_once()
    {
        TestServers.Require();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), gateways: 2);
        using var client = new WalletClient(() => host.Addresses, new UsedSecrets());
        var (sender, receiver) = (await TestUser.RegisterAsync(client, 1000), await TestUser.RegisterAsync(client));
        await OneKey.RaceAsync(() => sender.PayAsync(receiver, 10, "one"));
        Assert.Equal((990, 10), (await sender.BalanceAsync(), await receiver.BalanceAsync()));
    }
}
