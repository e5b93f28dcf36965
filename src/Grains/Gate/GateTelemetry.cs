using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;
using StackExchange.Redis;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>What is told of the gate that silos share.</summary>
internal static class GateTelemetry
{
    private static readonly LiveGauge<GateBreaker> Up = new(
        "wallet.gate.up", "{gate}", "1 if the gate answers, 0 if payments go on without it.");

    private static readonly Counter<long> Failures = WalletTelemetry.Meter.CreateCounter<long>(
        "wallet.gate.failures", "{question}", "Questions that the gate did not answer.");

    private static readonly Histogram<double> Duration = WalletTelemetry.CreateDuration(
        "wallet.gate.duration", "A call of the gate's Redis, which asks many questions at once.");

    /// <summary>Tells whether the gate answers.</summary>
    public static void Watch(GateBreaker breaker) =>
        Up.Add(breaker, static of => [new Measurement<long>(of.IsDown ? 0 : 1)]);

    /// <summary>Counts a question without an answer.</summary>
    public static void Failed(Exception failure) =>
        Failures.Add(1, new KeyValuePair<string, object?>("error.type", failure switch
        {
            BrokenCircuitException => "circuit_open",
            TimeoutException => "timeout",
            RedisException => "redis",
            _ => "other",
        }));

    /// <summary>A call has ended, whatever it came to.</summary>
    public static void Called(TimeSpan duration) => Duration.Record(duration.TotalSeconds);
}
