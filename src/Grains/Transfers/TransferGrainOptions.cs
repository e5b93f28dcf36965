namespace Wallet.Grains;

/// <summary>What a silo's settings say about transfers.</summary>
public sealed record TransferGrainOptions
{
    /// <summary>Whether play money can be had. Whoever can send a message to a silo could otherwise mint, whatever the
    /// gateway allows.</summary>
    public bool DepositsAllowed { get; init; }
}
