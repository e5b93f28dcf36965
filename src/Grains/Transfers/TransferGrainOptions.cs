namespace Wallet.Grains;

/// <summary>What a silo's settings say about transfers.</summary>
public sealed record TransferGrainOptions
{
    /// <summary>Whether play money can be had. The silo decides that for itself, because whoever can send it a message
    /// could otherwise mint money, whatever the gateway allows.</summary>
    public bool DepositsAllowed { get; init; }
}
