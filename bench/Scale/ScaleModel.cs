namespace Wallet.Bench;

/// <summary>
/// What limits a cluster of a given size: arithmetic on the measured price of each part, and no measurement. Silos and
/// gateways share their work among all cores; Redis has one thread, and so has the ledger: its batches go one after the
/// other, each over one connection, of which the server serves one command at a time. So the time of a batch is the sum
/// of what both sides compute for it and what is waited for, however many cores there are.
/// </summary>
internal sealed record ScaleModel
{
    /// <summary>CPU of a transfer in gateways, in microseconds.</summary>
    public required double Gateway { get; init; }

    /// <summary>In silos, without the ledger's committer.</summary>
    public required double Silo { get; init; }

    /// <summary>Of a hashed PIN, in a silo.</summary>
    public required double Hash { get; init; }

    /// <summary>The share of transfers whose PIN is not remembered and has to be hashed.</summary>
    public required double Hashed { get; init; }

    /// <summary>In the gate's Redis.</summary>
    public required double Redis { get; init; }

    /// <summary>In the committer: deciding, and the driver.</summary>
    public required double Committer { get; init; }

    /// <summary>In the ledger's server.</summary>
    public required double Server { get; init; }

    /// <summary>What a batch waits for beside that, in microseconds: round trips and the journal.</summary>
    public required double BatchWait { get; init; }

    /// <summary>Transfers in a full batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Cores of each machine.</summary>
    public required int Cores { get; init; }

    /// <summary>How much of a core is used when it counts as full: above that, latency grows without bound.</summary>
    public required double Utilization { get; init; }

    /// <summary>Transfers a second that so many silos, each on a machine of its own, have room for.</summary>
    public double OfSilos(int silos) => silos * Cores * Utilization * 1e6 / (Silo + Hashed * Hash);

    /// <summary>Transfers a second that the gate has room for.</summary>
    public double OfGate => Utilization * 1e6 / Redis;

    /// <summary>Transfers a second that one committer and its server commit, in full batches.</summary>
    public double OfLedger => 1e6 / (Committer + Server + BatchWait / Batch);

    /// <summary>How many machines with gateways so many transfers a second need.</summary>
    public int GatewaysFor(double transfers) => (int)Math.Ceiling(transfers * Gateway / (1e6 * Cores * Utilization));

    /// <summary>What a cluster with so many silos reaches, and what stops it there.</summary>
    public (double Transfers, string Limit) Of(int silos)
    {
        (double Transfers, string Limit)[] limits =
            [(OfSilos(silos), "silos"), (OfGate, "the gate's Redis"), (OfLedger, "the ledger")];
        return limits.MinBy(static limit => limit.Transfers);
    }
}
