using System.Text.Json.Serialization;

namespace Wallet.Bench;

/// <summary>Whom the requests pay.</summary>
internal enum LoadPattern
{
    /// <summary>Everybody pays anybody.</summary>
    Uniform,

    /// <summary>Everybody pays the first wallet.</summary>
    Hot,
}

/// <summary>A user of the load generator.</summary>
internal sealed record LoadUser(string Token, string WalletId, string Pin)
{
    /// <summary>Names no secret.</summary>
    public override string ToString() => WalletId;
}

/// <summary>A server, and who may use it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Path">Where payments go.</param>
/// <param name="Users">Who pays.</param>
/// <param name="Links">What is worked on instead of payments to each other: each once, in order.</param>
internal sealed record LoadTarget(
    string Name, Uri Address, string Path, IReadOnlyList<LoadUser> Users, LoadLinks? Links = null);

/// <summary>Transfers and holds that were made before, of which each is refunded or captured once.</summary>
/// <param name="Before">What stands before an ID in the path.</param>
/// <param name="After">What stands behind it.</param>
/// <param name="WithPin">Whether the PIN is asked for.</param>
/// <param name="Ids">The IDs.</param>
/// <param name="Users">The place of each one's user among those of the target.</param>
internal sealed record LoadLinks(
    string Before, string After, bool WithPin, IReadOnlyList<string> Ids, IReadOnlyList<int> Users);

/// <summary>One run against one target.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Pattern">Whom the requests pay.</param>
/// <param name="Connections">How many connections. In a closed loop each has one request under way all the
/// time.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Seed">Of the choice of wallets, of the keys and of arrivals. No two runs on one ledger may have the
/// same.</param>
/// <param name="Rate">Requests per second in an open loop, arriving at random (Poisson); null for a closed
/// loop.</param>
internal sealed record LoadRun(
    string Target, LoadPattern Pattern, int Connections, double Seconds, int Seed, double? Rate = null);

/// <summary>A line to the load generator: one of the two.</summary>
internal sealed record LoadOrder(IReadOnlyList<LoadTarget>? Targets, LoadRun? Run);

/// <summary>Latencies of one run in milliseconds.</summary>
internal sealed record LatencyMs(double P50, double P99, double P999);

/// <summary>What came of a run.</summary>
/// <param name="InTime">Requests answered 201 before the time was over.</param>
/// <param name="Seconds">How long the run took, in seconds; in an open loop until the last answer.</param>
/// <param name="Statuses">All answers by status, those after the end included.</param>
/// <param name="Latency">From the send, in an open loop from the scheduled send, to the last byte of the
/// answer.</param>
/// <param name="CpuSeconds">Processor time of the load generator.</param>
internal sealed record LoadResult(
    long InTime, double Seconds, IReadOnlyDictionary<int, long> Statuses, LatencyMs Latency, double CpuSeconds)
{
    /// <summary>All answers.</summary>
    [JsonIgnore]
    public long Answers => Statuses.Values.Sum();

    /// <summary>Answers that are 201.</summary>
    [JsonIgnore]
    public long Created => Statuses.GetValueOrDefault(201);

    /// <summary>201 per second.</summary>
    [JsonIgnore]
    public double PerSecond => InTime / Seconds;
}

/// <summary>A line from the load generator: one of the two, or neither after targets.</summary>
internal sealed record LoadAnswer(LoadResult? Result, string? Failure);
