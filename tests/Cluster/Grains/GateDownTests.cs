using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Grains;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>How long anybody waits for a Redis that does not answer. The gate's time is driven, so its limits are met
/// to the tick.</summary>
public sealed class GateDownTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1), Hundred = TimeSpan.FromMilliseconds(100);
    private static readonly WalletId Ada = Commands.Wallet("ada");

    private readonly FakeTime _time = new();
    private readonly KeptLog _log = new();

    [Fact]
    public async Task A_redis_that_hangs_costs_three_calls_100_ms_and_then_nobody_anything_until_it_is_back()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var gate = NewGate(redis);
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        _time.Advance(TimeSpan.FromSeconds(1));

        await server.PauseAsync();
        await FailAsync(gate, times: 3);

        // The breaker is open: the answer is there without a wait.
        Assert.All(Enumerable.Range(0, 100).Select(_ => EnterAsync(gate)), static asked =>
            Assert.Equal(GateAnswer.Down, asked.IsCompleted ? asked.Result : null));

        await server.ResumeAsync();
        Assert.Equal(GateAnswer.Down, await EnterAsync(gate).InTimeAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());

        // And so for finalizing.
        await server.PauseAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(gate, times: 3);
        Assert.True(gate.CompleteAsync(Ada, Commands.Key(), NewAttempt()).AsTask().IsCompleted);
        Assert.True(gate.ReleaseAsync(Ada, Commands.Key(), NewAttempt()).AsTask().IsCompleted);
    }

    [Fact]
    public async Task One_at_a_time_tries_whether_redis_is_back_and_a_second_passes_between_the_tries()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var gate = NewGate(redis);
        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        await server.PauseAsync();
        await FailAsync(gate, times: 3);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1) - Tick);
            Assert.Equal(GateAnswer.Down, await EnterAsync(gate).InTimeAsync());
            _time.Advance(Tick);
            var probe = EnterAsync(gate);
            await _time.WhenTimersAsync(1).InTimeAsync();
            Assert.All(Enumerable.Range(0, 10).Select(_ => EnterAsync(gate)), static asked =>
                Assert.Equal(GateAnswer.Down, asked.IsCompleted ? asked.Result : null));
            Assert.False(probe.IsCompleted);
            _time.Advance(Hundred);
            Assert.Equal(GateAnswer.InDoubt, await probe.InTimeAsync());
        }

        // Healthy calls, failed ones and tries in vain are no news; that Redis is gone, and that it is back, is.
        await server.ResumeAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++)
            Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        Assert.Equal(
            [
                "The idempotency gate does not answer (TimeoutException). Payments go on without it.",
                "The idempotency gate answers again.",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_nobody_out()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var gate = NewGate(redis);
        await server.PauseAsync();
        await FailAsync(gate, times: 3);
        await server.ResumeAsync();

        _time.SetClock(FakeTime.Start.AddHours(-1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
    }

    [Fact]
    public async Task Who_comes_while_a_call_hangs_waits_for_its_own_100_ms_and_holds_nothing_later()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var gate = NewGate(redis);
        // So many that two calls in vain do not open the breaker.
        for (var i = 0; i < 4; i++)
            Assert.Equal(GateAnswer.Entered, await EnterAsync(gate).InTimeAsync());
        await server.PauseAsync();
        var first = EnterAsync(gate);
        await _time.WhenTimersAsync(1).InTimeAsync();
        _time.Advance(Hundred / 2);
        var behind = Commands.Key("behind");
        var second = gate.EnterAsync(Ada, behind, NewAttempt()).AsTask();
        await _time.WhenTimersAsync(2).InTimeAsync();
        _time.Advance(Hundred / 2);
        Assert.Equal(GateAnswer.InDoubt, await first.InTimeAsync());
        Assert.False(second.IsCompleted);
        _time.Advance(Hundred / 2);
        Assert.Equal(GateAnswer.InDoubt, await second.InTimeAsync());

        // It waited behind the first and was given up before it was sent: its key is free.
        await server.ResumeAsync();
        Assert.Equal(GateAnswer.Entered, await gate.EnterAsync(Ada, behind, NewAttempt()).AsTask().InTimeAsync());
    }

    [Fact]
    public async Task A_key_that_redis_cannot_work_on_spoils_nobody_elses()
    {
        TestServers.Require();
        await using var server = await RedisServer.CreateAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var gate = NewGate(redis);
        var (odd, held) = (Commands.Key("odd"), Commands.Key("held"));
        await redis.GetDatabase().ListLeftPushAsync($"txn:{Ada}:{odd}", "a list");
        Assert.Equal(GateAnswer.Entered, await gate.EnterAsync(Ada, held, NewAttempt()).AsTask().InTimeAsync());

        await server.PauseAsync();
        var asked = new[] { EnterAsync(gate), EnterAsync(gate), AsNullable(gate.EnterAsync(Ada, odd, NewAttempt())),
            AsNullable(gate.EnterAsync(Ada, held, NewAttempt())), EnterAsync(gate) };
        await server.ResumeAsync();

        Assert.Equal(
            [GateAnswer.Entered, GateAnswer.Entered, GateAnswer.InDoubt, GateAnswer.Held, GateAnswer.Entered],
                await Task.WhenAll(asked).InTimeAsync());

        static async Task<GateAnswer?> AsNullable(ValueTask<GateAnswer> asked) => await asked;
    }

    [Fact]
    public async Task A_redis_that_was_never_there_is_down_at_once()
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", 1 } },
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast
        };
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var gate = NewGate(redis);

        // Time does not pass, so nothing but the failed connection answers; then the breaker, with which nothing is in
        // doubt.
        for (var i = 0; i < 3; i++)
            Assert.Equal(GateAnswer.InDoubt, await EnterAsync(gate).InTimeAsync());
        for (var i = 0; i < 10; i++)
            Assert.Equal(GateAnswer.Down, await EnterAsync(gate).InTimeAsync());
    }

    private RedisGate NewGate(ConnectionMultiplexer redis) => new(redis, _time, _log);

    // Each waits for its 100 ms and not longer.
    private async Task FailAsync(RedisGate gate, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var asked = EnterAsync(gate);
            await _time.WhenTimersAsync(1).InTimeAsync();
            _time.Advance(Hundred - Tick);
            Assert.False(asked.IsCompleted);
            _time.Advance(Tick);
            // It was sent, so it may have arrived.
            Assert.Equal(GateAnswer.InDoubt, await asked.InTimeAsync());
        }
    }

    private static async Task<GateAnswer?> EnterAsync(RedisGate gate) =>
        await gate.EnterAsync(Ada, Commands.Key(), NewAttempt());

    private static TransferId NewAttempt() => TransferId.New(TimeProvider.System);

    private sealed class KeptLog : ILogger<RedisGate>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
