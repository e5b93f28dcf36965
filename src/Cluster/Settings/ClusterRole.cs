namespace Wallet.Cluster;

/// <summary>What a process of the cluster does. Each role needs settings of its own; those of the other role may be
/// there too.</summary>
public enum ClusterRole
{
    /// <summary>Holds grains.</summary>
    Silo,

    /// <summary>Serves HTTP.</summary>
    Gateway,
}
