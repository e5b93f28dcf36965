using System.Text.Json;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Chaos;

/// <summary><c>GET /health/ready</c> of a silo.</summary>
public sealed class SiloHealthTests(TestServers servers)
{
    [Fact]
    public async Task However_many_ask_the_stores_are_asked_once_a_second_and_a_silo_that_stops_shows_it_at_once()
    {
        TestServers.Require();
        await using var gate = await RedisServer.CreateAsync();
        await using var host =
            await ClusterHost.StartAsync(await ClusterGround.CreateAsync(servers, gate: gate), silos: 1, gateways: 0);
        var silo = host.Silos[0];
        using var http = new HttpClient();
        Assert.Equal((200, ""), await ReadyAsync(http, silo));

        var (before, since) = (await PingsAsync(gate), TimeProvider.System.GetTimestamp());
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ReadyAsync(http, silo)));
        Assert.All(answers, static answer => Assert.Equal((200, ""), answer));
        // Beside those of the health check there are those by which the driver keeps its two connections.
        var seconds = (int)TimeProvider.System.GetElapsedTime(since).TotalSeconds;
        Assert.InRange(await PingsAsync(gate) - before, 0, 4 + seconds);

        silo.AskToStop();
        Assert.Equal((503, "shutting down"), await ReadyAsync(http, silo));
    }

    private static async Task<int> PingsAsync(RedisServer redis) =>
        (await redis.CallsAsync()).GetValueOrDefault("ping");

    private static async Task<(int Status, string Down)> ReadyAsync(HttpClient http, RunningSilo silo)
    {
        using var answer =
            await http.GetAsync(new Uri(silo.Health, "/health/ready"), TestContext.Current.CancellationToken);
        using var body =
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var down = body.RootElement.GetProperty("down").EnumerateArray().Select(static name => name.GetString());
        return ((int)answer.StatusCode, string.Join(", ", down));
    }
}
