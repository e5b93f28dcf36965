namespace Wallet.Bench;

/// <summary>Sizes of the benchmarks over HTTP.</summary>
internal sealed record HttpPlan(int Wallets, int Repetitions, double Seconds)
{
    /// <summary>Clients at which most ratios are taken.</summary>
    public const int Clients = 64;

    /// <summary>Load before anything is measured: tiered compilation takes about 15 s of it.</summary>
    public const double WarmUpSeconds = 15;

    /// <summary>Connections of the open loop: at half the peak a request hardly ever waits for one of them.</summary>
    public const int OpenConnections = 256;

    /// <summary>Clients that all together ask for more than the host lets wait for a commit.</summary>
    public const int Overload = 2 * GroupCommitterOptions.DefaultMaxWaiting;

    /// <summary>Clients far past the peak: every wallet is somebody's. Throughput must not fall with them.</summary>
    public int Crowd => Wallets;

    /// <summary>What the command line asks for.</summary>
    public static HttpPlan From(BenchOptions options) => options.Quick
        ? new HttpPlan(300, options.Repetitions ?? 3, options.Seconds ?? 2)
        : new HttpPlan(1000, options.Repetitions ?? 5, options.Seconds ?? 10);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Wallets} wallets, {Clients} clients, {Repetitions} repetitions of {Seconds} s in turn after " +
        $"{WarmUpSeconds} s of warm-up";
}
