using System.Text.Json.Serialization;

namespace Wallet.Bench;

/// <summary>What a probe is to do.</summary>
/// <param name="Ledger">The ledger file.</param>
/// <param name="Transfers">How many transfers to time.</param>
/// <param name="Pages">How many pages of history to time, of each kind.</param>
/// <param name="Seed">Of the transfers; not used on this ledger before.</param>
internal sealed record ProbeOrder(string Ledger, int Transfers, int Pages, int Seed);

/// <summary>What a probe found.</summary>
/// <param name="OpenMs">Opening the ledger and reading a wallet, in milliseconds.</param>
/// <param name="PerSecond">Transfers per second of 64 submitters.</param>
/// <param name="SmallPageMicroseconds">The newest page of the wallet with few entries: the median time.</param>
/// <param name="LargePageMicroseconds">The same of the wallet with a tenth of all entries.</param>
/// <param name="DeepPageMicroseconds">A page anywhere in its history.</param>
/// <param name="WorkingSet">Memory of the process at the end, in bytes.</param>
/// <param name="ManagedHeap">Of that, the garbage-collected heap.</param>
internal sealed record ProbeResult(
    double OpenMs, double PerSecond, double SmallPageMicroseconds, double LargePageMicroseconds,
    double DeepPageMicroseconds, long WorkingSet, long ManagedHeap);

/// <summary>Generated serializers for the two.</summary>
[JsonSerializable(typeof(ProbeOrder))]
[JsonSerializable(typeof(ProbeResult))]
internal sealed partial class ProbeJson : JsonSerializerContext;
