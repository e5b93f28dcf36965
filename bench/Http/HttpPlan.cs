using Wallet.Core;

namespace Wallet.Bench;

/// <summary>Sizes of the benchmark over HTTP.</summary>
internal sealed record HttpPlan(
    int Wallets, int Clients, int Repetitions, double Seconds, double WarmUpSeconds, IReadOnlyList<double> LoadShares)
{
    /// <summary>Connections of the open loop: enough that at the loads it is asked for a request hardly ever waits for
    /// one.</summary>
    public const int OpenConnections = 256;

    /// <summary>The share of the peak at which the p99 has a goal.</summary>
    public const double GoalShare = 0.5;

    /// <summary>Clients far past the peak: every wallet is somebody's. Throughput must not fall with them.</summary>
    public int Crowd => Wallets;

    /// <summary>What the command line asks for.</summary>
    public static HttpPlan From(BenchOptions options) => options.Quick
        ? new HttpPlan(300, 64, options.Repetitions ?? 3, options.Seconds ?? 2, 15, [GoalShare])
        : new HttpPlan(1000, 64, options.Repetitions ?? 5, options.Seconds
        ?? 10, 15, [0.1, 0.25, GoalShare, 0.75, 0.9]);

    /// <summary>Clients that all together ask for more than the host lets wait for a commit.</summary>
    public static int Overload => 2 * GroupCommitterOptions.DefaultMaxWaiting;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Wallets} wallets, {Clients} clients, {Repetitions} repetitions of {Seconds} s in turn after " +
            $"{WarmUpSeconds} s of warm-up";
}
