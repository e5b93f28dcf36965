using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Processes;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Operators;

/// <summary>What operators do at one process holds at all others.</summary>
public sealed class OperatorClusterTests(TestServers servers)
{
    [Fact]
    public async Task A_freeze_holds_from_its_answer_on_for_payments_through_every_silo_and_gateway()
    {
        TestServers.Require();
        var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), gateways: 2);
        await using var wallet = new RunningWallet(host, new UsedSecrets());
        var boss = await TestOperator.AddAsync(wallet, OperatorCalls.AllScopes);
        var receiver = await TestUser.RegisterAsync(wallet.Client);
        var senders = new List<TestUser>();
        // Their grains are spread over both silos.
        for (var i = 0; i < 8; i++)
            senders.Add(await TestUser.RegisterAsync(wallet.Client, 100));
        await Parallel.ForEachAsync(senders, async (sender, _) =>
        {
            (await sender.PayAsync(receiver, 1, "before")).Expect(201);
            (await boss.FreezeAsync(sender.WalletId, "debit")).Expect(200);
            for (var i = 0; i < 4; i++)
                (await sender.PayAsync(receiver, 1, $"frozen-{i}")).Refused(422, "wallet_frozen");
            (await boss.ThawAsync(sender.WalletId)).Expect(200);
            (await sender.PayAsync(receiver, 1, "after")).Expect(201);
        });
        Assert.Equal(16, await receiver.BalanceAsync());
    }

    [Fact]
    public async Task A_key_that_is_revoked_at_one_gateway_is_refused_at_all_from_then_on()
    {
        TestServers.Require();
        var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), gateways: 2);
        await using var wallet = new RunningWallet(host, new UsedSecrets());
        var (boss, other) = (await TestOperator.AddAsync(wallet, OperatorCalls.AllScopes),
            await TestOperator.AddAsync(wallet, OperatorCalls.AllScopes));
        for (var i = 0; i < 4; i++)
            (await other.GetAsync("/operator/log")).Expect(200);
        (await boss.DeleteAsync($"/operator/keys/{other.KeyId}?reason=left")).Expect(204);
        for (var i = 0; i < 4; i++)
            (await other.GetAsync("/operator/log")).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task Signing_out_ends_tokens_at_once_here_and_within_a_second_there()
    {
        TestServers.Require();
        var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), gateways: 2);
        await using var wallet = new RunningWallet(host, new UsedSecrets());
        using var here = new WalletClient(() => [host.Addresses[0]], wallet.Client.Secrets);
        using var there = new WalletClient(() => [host.Addresses[1]], wallet.Client.Secrets);
        using var operators = new WalletClient(
            () => [host.OperatorAddresses[0]], wallet.Client.Secrets, document: "/operator/openapi.json");
        var (boss, user) =
            (await TestOperator.AddAsync(wallet, OperatorCalls.AllScopes), await TestUser.RegisterAsync(here));
        (await there.GetAsync("/wallet", user.Token)).Expect(200);
        (await operators.PostAsync($"/operator/users/{user.UserId}/sign-out",
            OperatorCalls.Reason().ToJsonString(), boss.Key)).Expect(204);
        (await here.GetAsync("/wallet", user.Token)).Refused(401, "unauthenticated");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        (await there.GetAsync("/wallet", user.Token)).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task A_silo_serves_its_health_where_operators_are_and_nothing_of_them()
    {
        TestServers.Require();
        await using var host = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers), silos: 1);
        using var http = new HttpClient();
        var (operators, clients) = (host.Silos[0].OperatorAddress, host.Silos[0].Health);
        foreach (var (address, path, status) in ((Uri, string, int)[])
        [
            (operators, "/health/live", 200), (operators, "/health/ready", 200), (clients, "/health/live", 200),
            (operators, "/operator/keys", 404), (operators, "/wallet", 404), (clients, "/metrics", 404),
            (clients, "/operator/keys", 404),
        ])
            Assert.Equal((path, status), (path, (int)(await http.GetAsync(
                new Uri(address, path), TestContext.Current.CancellationToken)).StatusCode));
    }

    [Fact]
    public async Task The_command_line_lifts_a_lock_in_the_silo_that_has_it()
    {
        TestServers.Require();
        using var ground = await ClusterGround.CreateAsync(servers, tls: true);
        await using var silo = await ProcessTests.StartSiloAsync(ground);
        await using var second = await ProcessTests.StartSiloAsync(ground);
        await using var gateway = await ProcessTests.StartGatewayAsync(ground);
        using var client = gateway.Client(new UsedSecrets());
        var (user, other) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client));
        Task<Ended> RunAsync(params string[] command) =>
            ClusterProcess.RunAsync("Wallet.Silo", ground.EnvironmentOf(ClusterRole.Silo), command);

        for (var i = 0; i < 5; i++)
            (await user.PayAsync(other, 1, $"{i}", pin: TestUser.OtherPin(user.Pin))).Refused(403, "wrong_pin");
        (await user.PayAsync(other, 1, "a")).Refused(423, "pin_locked");
        (await RunAsync("unlock", user.Email, "--what", "pin", "--reason", "forgot it")).Succeeded();
        (await user.PayAsync(other, 1, "b")).Expect(201);
        for (var i = 0; i < 10; i++)
            (await client.PostAsync("/auth/login", Body.Login(user.Email, TestUser.NewPassword())))
                .Refused(401, "invalid_credentials");
        (await client.PostAsync("/auth/login", Body.Login(user.Email, user.Password))).Refused(423, "sign_in_locked");
        (await RunAsync("unlock", user.UserId, "--what", "sign-in", "--reason", "forgot it")).Succeeded();
        await user.SignInAsync();

        (await RunAsync("sign-out", user.Email, "--reason", "lost phone")).Succeeded();
        await Waiting.UntilAsync(async () => (await user.GetAsync("/wallet")).Status == 401);
        var added = await RunAsync("operator", "add", "--name", "Ada", "--scopes", "read,freeze,money,keys");
        added.Succeeded();
        Assert.Contains("key     wok_", added.Output, StringComparison.Ordinal);
        (await RunAsync("audit")).Succeeded();
    }
}
