using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>A gate whose Redis is full: with the policy of the compose file it forgets what is over before what runs,
/// and one that says no instead stops no payment.</summary>
public sealed partial class GateMemoryTests(TestServers servers)
{
    // Redis itself takes 1 MB, and what is left is room for some 15,000 keys.
    private const string Memory = "4mb";
    private const int Room = 15_000, Running = 500;
    private static readonly WalletId Ada = Commands.Wallet("ada");

    [Fact]
    public async Task A_full_redis_drops_completed_keys_before_those_of_running_payments()
    {
        TestServers.Require();
        await using var server = await StartAsync(PolicyOfTheComposeFile());
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
        var gate = new RedisGate(redis, TimeProvider.System, NullLogger<RedisGate>.Instance);
        await PayAsync(gate, "before", 2 * Room);
        // It gives each command little time to drop keys, and drops the rest in passing: later, on a busy machine.
        await Until.TrueAsync(async () => await EvictedAsync(redis) > Room / 2, "Redis is full and has dropped keys");
        // Redis tells ages apart by the second; payments that run are younger than those of minutes ago.
        await Until.TrueAsync(async () => await redis.GetDatabase().KeyIdleTimeAsync(Key("before", 2 * Room - 1))
            >= TimeSpan.FromSeconds(2), "the last of them is some seconds old");
        var evicted = await EvictedAsync(redis);

        await AllAsync(Running, async i => Assert.Equal(GateAnswer.Entered, await EnterAsync(gate, "running", i)));
        await PayAsync(gate, "meanwhile", Room / 2);

        await Until.TrueAsync(
            async () => await EvictedAsync(redis) > evicted + Room / 4, "Redis went on dropping keys");
        await AllAsync(Running, async i => Assert.Equal(GateAnswer.Held, await EnterAsync(gate, "running", i)));
    }

    [Fact]
    public async Task A_full_redis_that_says_no_stops_no_payment()
    {
        TestServers.Require();
        await using var server = await StartAsync("noeviction");
        await using (var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString))
        {
            for (var i = 0; await TrySetAsync(redis, $"filler-{i}"); i++)
                ;
            Assert.False(await TrySetAsync(redis, "one more"));
        }

        using var ground = await ClusterGround.CreateAsync(servers, gate: server);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 1);
        var (sender, receiver) = (await cluster.RegisterAsync(100), await cluster.RegisterAsync());
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(sender, receiver, 1, $"k{i}")).Code);
            Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(sender, receiver, 1, $"k{i}")).Code);
        }

        Assert.Equal((80, 20), (await cluster.BalanceAsync(sender), await cluster.BalanceAsync(receiver)));
    }

    private static Task<RedisServer> StartAsync(string policy) =>
        RedisServer.CreateAsync(durable: false, "--maxmemory", Memory, "--maxmemory-policy", policy);

    private static string PolicyOfTheComposeFile()
    {
        var compose = File.ReadAllText(Path.Combine(Repository.Find()!, "docker-compose.yml"));
        return Policy().Matches(compose).Select(static match => match.Groups[1].Value).Single();
    }

    private static async Task<bool> TrySetAsync(ConnectionMultiplexer redis, string key)
    {
        try
        {
            return await redis.GetDatabase().StringSetAsync(key, new string('x', 10_000));
        }
        catch (RedisServerException)
        {
            return false;
        }
    }

    // Payments that begin and end.
    private static Task PayAsync(RedisGate gate, string name, int count) => AllAsync(count, async i =>
    {
        var attempt = TransferId.New(TimeProvider.System);
        await gate.EnterAsync(Ada, IdempotencyKey.Parse($"{name}-{i}"), attempt);
        await gate.CompleteAsync(Ada, IdempotencyKey.Parse($"{name}-{i}"), attempt);
    });

    private static Task AllAsync(int count, Func<int, Task> act) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (i, _) => await act(i));

    private static async Task<GateAnswer> EnterAsync(RedisGate gate, string name, int i) =>
        await gate.EnterAsync(Ada, IdempotencyKey.Parse($"{name}-{i}"), TransferId.New(TimeProvider.System));

    private static string Key(string name, int i) => $"txn:{Ada}:{name}-{i}";

    private static async Task<long> EvictedAsync(ConnectionMultiplexer redis) => long.Parse(
        (await redis.GetServers()[0].InfoAsync("stats")).Single()
            .Single(static line => line.Key == "evicted_keys").Value,
        CultureInfo.InvariantCulture);

    [GeneratedRegex(@"--maxmemory \S+ --maxmemory-policy (\S+)""")]
    private static partial Regex Policy();
}
