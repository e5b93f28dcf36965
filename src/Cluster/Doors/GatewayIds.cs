namespace Wallet.Cluster;

/// <summary>How gateways are known among Orleans' clients.</summary>
public static class GatewayIds
{
    /// <summary>Whether an ID is that of a client which is outside of every silo. Each silo has a client of its own,
    /// for what calls grains without being one.</summary>
    public static bool IsOutside(GrainId id) => id.IsClient() && !id.Key.AsSpan().StartsWith("hosted-"u8);
}
