namespace Wallet.Core;

/// <summary>A transfer that was committed, by whatever operation. Immutable for ever.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Sender">The wallet that was debited.</param>
/// <param name="Receiver">The wallet that was credited.</param>
/// <param name="Amount">What moved.</param>
/// <param name="SenderBalanceAfterMinor">The sender's balance right after, in minor units; negative for the issuer
/// only.</param>
/// <param name="ReceiverBalanceAfterMinor">The receiver's balance right after, in minor units.</param>
/// <param name="CreatedAt">The ledger's time: never before the last entry of either wallet.</param>
/// <param name="Note">The sender's note, if any.</param>
/// <param name="Operation">What moved the money.</param>
/// <param name="Link">The transfer that it refers to, or the payment request that it pays, if it does.</param>
/// <param name="Hold">The terms of the hold that it makes, captures or releases; null if it does neither.</param>
public sealed record Transfer(
    TransferId Id,
    WalletId Sender,
    WalletId Receiver,
    Amount Amount,
    long SenderBalanceAfterMinor,
    long ReceiverBalanceAfterMinor,
    Timestamp CreatedAt,
    Note? Note,
    Operation Operation,
    TransferId? Link = null,
    HoldTerms? Hold = null)
{
    /// <summary>Whose money it was: what is given back goes there. That of a hold that was captured is not
    /// escrow's.</summary>
    public WalletId Payer => Hold?.Payer ?? Sender;

    /// <summary>Whether it is a wallet's to see: its sender's, its receiver's, and those of both parties of a
    /// hold.</summary>
    public bool Concerns(WalletId wallet) =>
        Sender == wallet || Receiver == wallet || Hold is { } hold && (hold.Payer == wallet || hold.Receiver == wallet);
}
