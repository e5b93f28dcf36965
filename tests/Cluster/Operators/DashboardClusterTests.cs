using System.Net;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Operators;

/// <summary>Orleans' dashboard in silos, which tells of the whole cluster.</summary>
public sealed class DashboardClusterTests(TestServers servers)
{
    private const string Path = "/operator/orleans";

    [Fact]
    public async Task Any_silo_tells_of_all_to_whoever_has_a_key()
    {
        TestServers.Require();
        var settings = new Dictionary<string, string>(ClusterGround.Cheap) { ["Wallet:Operator:Dashboard"] = "true" };
        var cluster = await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers, settings));
        // The cluster belongs to it.
        await using var wallet = new RunningWallet(cluster, new UsedSecrets());
        var boss = await TestOperator.AddAsync(wallet, OperatorScopes.Read);
        using var client = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = cluster.Silos[0].OperatorAddress,
        };
        var cancel = TestContext.Current.CancellationToken;
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await client.GetAsync(Path + "/DashboardCounters", cancel)).StatusCode);

        using var form = new FormUrlEncodedContent([new("key", boss.Key)]);
        var entered = await client.PostAsync(Path + "/sign-in", form, cancel);
        client.DefaultRequestHeaders.Add("Cookie", entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        // It looks for silos every now and then, and knows of none until it first did.
        await Waiting.UntilAsync(async () => System.Text.Json.JsonElement
            .Parse(await client.GetStringAsync(Path + "/DashboardCounters", cancel))
            .GetProperty("hosts").GetArrayLength() == 2);
        // Gateways have none, and payments go on as ever.
        Assert.Equal(404, (await boss.GetAsync(Path)).Status);
        var (user, other) =
            (await TestUser.RegisterAsync(wallet.Client, 100), await TestUser.RegisterAsync(wallet.Client));
        (await user.PayAsync(other, 1, "k")).Expect(201);
    }
}
