namespace Wallet.Cluster;

/// <summary>A key with the ID that is stored beside what was made with it. Never printed.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Value">The key.</param>
public sealed record NamedKey(string Id, byte[] Value)
{
    /// <summary>Shortest key in bytes.</summary>
    public const int MinBytes = 32;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
