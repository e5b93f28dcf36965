using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary>Without the lockouts' storage no secret is compared; who needs no comparison goes on.</summary>
public sealed class LockoutsLossTests(TestServers servers)
{
    [Fact]
    public async Task Lockouts_fail_closed_while_their_storage_is_down()
    {
        TestServers.Require();
        await using var postgres = await PostgresServer.CreateAsync();
        await using var host =
            await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers, lockouts: postgres));
        using var client = new WalletClient(() => host.Addresses, new UsedSecrets());
        var (active, idle) = (await TestUser.RegisterAsync(client, 100), await TestUser.RegisterAsync(client, 100));
        var newcomer = await TestUser.RegisterAsync(client);
        (await active.PayAsync(idle, 1, "before")).Expect(201);

        await postgres.StopAsync();
        (await client.PostAsync("/auth/login", Body.Login(idle.Email, idle.Password))).Refused(503, "unavailable");
        (await client.PostAsync("/auth/login", Body.Login(TestUser.NewEmail(), TestUser.NewPassword())))
            .Refused(503, "unavailable");
        (await idle.PayAsync(active, 1, "k")).Refused(503, "unavailable");
        (await idle.PayAsync(active, 1, "k", pin: TestUser.OtherPin(idle.Pin))).Refused(503, "unavailable");
        (await active.PayAsync(idle, 1, "before")).Expect(201);
        (await active.PayAsync(idle, 1, "k", pin: TestUser.OtherPin(active.Pin))).Refused(503, "unavailable");
        (await idle.PostAsync("/auth/pin", Body.ChangePin(idle.Pin, TestUser.NewPin()))).Refused(503, "unavailable");
        (await idle.GetAsync("/wallet")).Expect(200);
        // Who needs no lockout is not stopped, and his grain is made without it.
        (await newcomer.DepositAsync(10, "d")).Expect(201);
        (await newcomer.DepositAsync(10, "d")).Expect(201);
        using (var http = new HttpClient())
        {
            // What was found a moment ago is the answer for a second, whoever asked.
            await Until.TrueAsync(async () =>
            {
                var ready = await http.GetAsync(
                    new Uri(host.Silos[0].Health, "/health/ready"), TestContext.Current.CancellationToken);
                var text = await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                return (int)ready.StatusCode == 503 && text.Contains("lockouts", StringComparison.Ordinal);
            }, "readiness that names the lockouts");
        }

        await postgres.StartAsync();
        await Until.TrueAsync(async () =>
            (await idle.PayAsync(active, 1, "k")).Status == 201, "a payment after the storage is back");
        await idle.SignInAsync();
        // What could not be counted was not compared: nothing is held against anybody.
        var wrong = await active.PayAsync(idle, 1, "k2", pin: TestUser.OtherPin(active.Pin));
        Assert.Equal(4, wrong.Refused(403, "wrong_pin").Number("attemptsLeft"));
    }
}
