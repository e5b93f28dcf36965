using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Wallet.Cluster.Tests.Chaos;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>A <c>SET</c> that was given up after 100 ms may have arrived. Whoever sent it does not leave the key shut
/// behind.</summary>
public sealed class GateInDoubtTests(TestServers servers)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    // Well below the 30 s after which a key opens by itself.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly WalletId Ada = Commands.Wallet("ada");
    private static readonly IdempotencyKey Key = Commands.Key("key");

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Transfers_that_were_made_while_redis_hung_leave_their_keys_completed_and_are_replayed_at_once()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        using var ground = await ClusterGround.CreateAsync(servers, gate: server);
        await using var cluster = await GrainCluster.StartAsync(ground, silos: 1);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var (sender, receiver) = (await cluster.RegisterAsync(1000), await cluster.RegisterAsync());
        Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(sender, receiver, 1, "before")).Code);

        await server.PauseAsync();
        var first = await cluster.PayAsync(sender, receiver, 1, "k0");
        Assert.Equal((OutcomeCode.Committed, false), (first.Code, first.Replayed));
        for (var i = 1; i < 5; i++)
            Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(sender, receiver, 1, $"k{i}")).Code);
        await server.ResumeAsync();
        Assert.Equal(first with { Replayed = true }, await cluster.PayAsync(sender, receiver, 1, "k0"));

        // Those that came when the breaker was open did not ask, and hold nothing.
        RedisKey[] keys = [.. Enumerable.Range(0, 5).Select(i => (RedisKey)$"txn:{sender.Wallet}:k{i}")];
        await SoonAsync(async () =>
        {
            var values = await redis.GetDatabase().StringGetAsync(keys);
            return values[0] == "completed" && values.All(static value => value.IsNull || value == "completed");
        }, "the keys are completed");
    }

    [Fact]
    public async Task An_attempt_that_surely_did_nothing_while_redis_hung_gives_its_key_back()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        using var ground = await ClusterGround.CreateAsync(servers, gate: server);
        FaultyLedger? ledger = null;
        await using var cluster =
            await GrainCluster.StartAsync(ground, silos: 1, real => ledger = new FaultyLedger(real));
        var (sender, receiver) = (await cluster.RegisterAsync(1000), await cluster.RegisterAsync());
        Assert.Equal(OutcomeCode.Committed, (await cluster.PayAsync(sender, receiver, 1, "before")).Code);

        await server.PauseAsync();
        ledger!.Always = Fault.Unavailable;
        Assert.Equal(OutcomeCode.Unavailable, (await cluster.PayAsync(sender, receiver, 1, "k")).Code);
        ledger.Always = null;
        await server.ResumeAsync();

        await SoonAsync(async () => (await cluster.PayAsync(sender, receiver, 1, "k")).Code == OutcomeCode.Committed,
            "the retry pays");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_could_not_be_finalized_is_when_redis_is_back(bool completes)
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        // As a silo has it: what can't be sent is not kept for later.
        var options = ConfigurationOptions.Parse(server.ConnectionString);
        (options.AbortOnConnectFail, options.BacklogPolicy) = (false, BacklogPolicy.FailFast);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var (gate, attempt) = (new RedisGate(redis, TimeProvider.System, NullLogger<RedisGate>.Instance), NewAttempt());
        Assert.Equal(GateAnswer.Entered, await gate.EnterAsync(Ada, Key, attempt));

        await server.StopAsync();
        await (completes ? gate.CompleteAsync(Ada, Key, attempt) : gate.ReleaseAsync(Ada, Key, attempt));
        await server.StartAsync();
        // As it was, as if the server had remembered.
        await using var other = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await other.GetDatabase().StringSetAsync(Name, $"processing:{attempt}");

        await SoonAsync(async () => await other.GetDatabase()
            .StringGetAsync(Name) == (completes ? "completed" : RedisValue.Null), "the key is finalized");
    }

    [Fact]
    public async Task A_set_that_comes_after_its_finalization_is_finalized_a_second_later()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var (gate, attempt) = (new RedisGate(redis, _time, NullLogger<RedisGate>.Instance), NewAttempt());
        await gate.ReleaseAsync(Ada, Key, attempt).InTimeAsync();

        await redis.GetDatabase().StringSetAsync(Name, $"processing:{attempt}");

        await _time.WhenTimersAsync(1).InTimeAsync();
        _time.Advance(Second);
        await SoonAsync(async () => !await redis.GetDatabase().KeyExistsAsync(Name), "the key is given back");
    }

    [Fact]
    public async Task A_loose_end_leaves_the_next_attempt_alone_and_comes_to_its_end()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var (gate, attempt) = (new RedisGate(redis, _time, NullLogger<RedisGate>.Instance), NewAttempt());
        var before = (await server.CallsAsync()).GetValueOrDefault("get");
        await gate.ReleaseAsync(Ada, Key, attempt).InTimeAsync();

        Assert.Equal(GateAnswer.Entered, await gate.EnterAsync(Ada, Key, NewAttempt()).InTimeAsync());
        await _time.WhenTimersAsync(1).InTimeAsync();
        _time.Advance(Second);
        await SoonAsync(async () => (await server.CallsAsync())["get"] == before + 2, "the key is looked for again");

        // Redis has twice not found it to be the attempt's, and is not asked again: these two have looked for it
        // themselves.
        Assert.Equal(GateAnswer.Held, await gate.EnterAsync(Ada, Key, NewAttempt()).InTimeAsync());
        for (var i = 0; i < 40; i++)
            _time.Advance(Second);
        Assert.Equal(GateAnswer.Held, await gate.EnterAsync(Ada, Key, NewAttempt()).InTimeAsync());
        Assert.Equal(before + 4, (await server.CallsAsync())["get"]);
    }

    private static string Name => $"txn:{Ada}:{Key}";

    private static async Task SoonAsync(Func<Task<bool>> condition, string what)
    {
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(condition, what);
        var took = TimeProvider.System.GetElapsedTime(since);
        Assert.True(took < Soon, $"It took {took}: {what}");
    }

    private static TransferId NewAttempt() => TransferId.New(TimeProvider.System);
}
