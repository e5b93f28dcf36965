using System.Diagnostics.Metrics;

namespace Wallet.Grains;

/// <summary>What the grains count, for whoever watches: the meter <c>Wallet.Grains</c>.</summary>
public static class GrainMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Wallet.Grains";

    private static readonly Meter Meter = new(Name);

    /// <summary>Bundles that this silo sent to the ledger's committer.</summary>
    internal static readonly Counter<long> Bundles = Meter.CreateCounter<long>("wallet.bundles");

    /// <summary>Batches that the ledger committed.</summary>
    internal static readonly Counter<long> Batches = Meter.CreateCounter<long>("wallet.batches");

    /// <summary>Commands in those batches.</summary>
    internal static readonly Counter<long> Commands = Meter.CreateCounter<long>("wallet.commands");
}
