namespace Wallet.Core;

/// <summary>What moves money. The numbers are part of the fingerprint and never change meaning.</summary>
public enum Operation : byte
{
    /// <summary>From one user's wallet to another's.</summary>
    Transfer = 1,

    /// <summary>Play money from the issuer to the caller's own wallet.</summary>
    Deposit = 2,
}

/// <summary>A transfer that was committed. Immutable for ever.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Sender">The wallet that was debited.</param>
/// <param name="Receiver">The wallet that was credited.</param>
/// <param name="Amount">What moved.</param>
/// <param name="SenderBalanceAfterMinor">The sender's balance right after, in minor units; negative for the issuer
/// only.</param>
/// <param name="ReceiverBalanceAfterMinor">The receiver's balance right after, in minor units.</param>
/// <param name="CreatedAt">The ledger's time: never before the last entry of either wallet.</param>
/// <param name="Note">The sender's note, if any.</param>
public sealed record Transfer(
    TransferId Id,
    WalletId Sender,
    WalletId Receiver,
    Amount Amount,
    long SenderBalanceAfterMinor,
    long ReceiverBalanceAfterMinor,
    Timestamp CreatedAt,
    Note? Note);
