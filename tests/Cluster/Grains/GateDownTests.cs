using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Servers;
using Wallet.Suites;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>How long anybody waits for a Redis that does not answer. The gate's time is driven, so its limits are met to the tick.</summary>
public sealed class GateDownTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1), Hundred = TimeSpan.FromMilliseconds(100);
    private static readonly WalletId Ada = Commands.Wallet("ada");

    private readonly FakeTime _time = new();

    [Fact]
    public async Task A_redis_that_hangs_costs_three_calls_100_ms_and_then_nobody_anything_until_it_is_back()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var gate = new RedisGate(redis, _time, NullLogger<RedisGate>.Instance);
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        _time.Advance(TimeSpan.FromSeconds(1));

        await server.PauseAsync();
        for (var i = 0; i < 3; i++)
        {
            var asked = EnterAsync(gate);
            await _time.WhenTimersAsync(1).InTimeAsync();
            _time.Advance(Hundred - Tick);
            Assert.False(asked.IsCompleted);
            _time.Advance(Tick);
            Assert.Equal(GateAnswer.Down, await asked.InTimeAsync());
        }

        // The breaker is open: the answer is there without a wait, for entering as for finalizing.
        Assert.All(Enumerable.Range(0, 100).Select(_ => EnterAsync(gate)), static asked => Assert.Equal(GateAnswer.Down, asked.IsCompleted ? asked.Result : null));
        Assert.True(gate.CompleteAsync(Ada, Commands.Key(), NewAttempt()).AsTask().IsCompleted);
        Assert.True(gate.ReleaseAsync(Ada, Commands.Key(), NewAttempt()).AsTask().IsCompleted);

        await server.ResumeAsync();
        Assert.Equal(GateAnswer.Down, await EnterAsync(gate).InTimeAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
    }

    [Fact]
    public async Task A_redis_that_was_never_there_is_down_at_once()
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", 1 } }, AbortOnConnectFail = false, BacklogPolicy = BacklogPolicy.FailFast };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var gate = new RedisGate(redis, _time, NullLogger<RedisGate>.Instance);

        // Time does not pass, so nothing but the failed connection answers.
        for (var i = 0; i < 10; i++)
            Assert.Equal(GateAnswer.Down, await EnterAsync(gate).InTimeAsync());
    }

    private static async Task<GateAnswer?> EnterAsync(RedisGate gate) => await gate.EnterAsync(Ada, Commands.Key(), NewAttempt());

    private static TransferId NewAttempt() => TransferId.New(TimeProvider.System);
}
