using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Wallet.Core;

/// <summary>
/// The one meter and the one source of activities of this product, both named <c>Wallet</c>. What is measured is listed
/// in docs/telemetry.md. Who isn't listened to costs next to nothing: a counter is a comparison, and no activity is
/// made.
/// </summary>
public static class WalletTelemetry
{
    /// <summary>The name of the meter and of the source.</summary>
    public const string Name = "Wallet";

    /// <summary>The meter.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>The source of activities.</summary>
    public static readonly ActivitySource Activities = new(Name);

    /// <summary>Buckets of durations in seconds: 0.1 ms to 10 s.</summary>
    public static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries =
            [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>Buckets of numbers of commands: 1 to <see cref="Limits.MaxBatch"/>.</summary>
    public static readonly InstrumentAdvice<int> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, Limits.MaxBatch],
    };

    /// <summary>The activity that is under way here if it is recorded; null where nobody would see what belongs to
    /// it.</summary>
    public static Activity? Recorded =>
        Activities.HasListeners() && Activity.Current is { Recorded: true } current ? current : null;

    /// <summary>Begins a part of what is under way; null if that is not recorded.</summary>
    /// <param name="name">What the part is called.</param>
    public static Activity? StartPart(string name) => Recorded is null ? null : Activities.StartActivity(name);

    /// <summary>A histogram of durations.</summary>
    public static Histogram<double> CreateDuration(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, advice: Durations);
}
