using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Wallet.Core;
using Wallet.Grains;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Telemetry;

/// <summary>A gate that does not answer is told: that it is down, and why each question has no answer.</summary>
public sealed class GateTelemetryTests
{
    [Fact]
    public async Task A_gate_that_is_down_is_told()
    {
        var failures = new ConcurrentDictionary<string, long>();
        var states = new ConcurrentQueue<long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is "wallet.gate.up" or "wallet.gate.failures")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "wallet.gate.up")
                states.Enqueue(value);
            else
                failures.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value);
        });
        listener.Start();
        // Nobody is there.
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"127.0.0.1:{ServerProcess.FreePort()},abortConnect=false,connectTimeout=100");
        var gate = new RedisGate(redis, TimeProvider.System, NullLogger<RedisGate>.Instance);

        await Waiting.UntilAsync(async () =>
        {
            await gate.EnterAsync(
                WalletId.Parse("a@wallet"), IdempotencyKey.Parse("k"), TransferId.New(TimeProvider.System));
            return failures.ContainsKey("circuit_open");
        });

        Assert.True(failures.ContainsKey("redis") || failures.ContainsKey("timeout"));
        listener.RecordObservableInstruments();
        Assert.Contains(0, states);
        GC.KeepAlive(gate);
    }
}
