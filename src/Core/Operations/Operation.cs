namespace Wallet.Core;

/// <summary>What moves money. The numbers are stored in ledgers and are part of the fingerprint: each is fixed for
/// ever, and none is used again. What is to be known of each is in <see cref="Operations"/>.</summary>
public enum Operation : byte
{
    /// <summary>From one user's wallet to another's.</summary>
    Transfer = 1,

    /// <summary>Play money from the issuer to the caller's own wallet.</summary>
    Deposit = 2,

    /// <summary>A transfer, or a part of it, back from its receiver to its sender, as an operator says.</summary>
    Reversal = 3,

    /// <summary>A transfer, or a part of it, back from its receiver to its sender, as the receiver says.</summary>
    Refund = 4,

    /// <summary>From the caller's wallet into escrow, for somebody who may capture it.</summary>
    Hold = 5,

    /// <summary>A hold, or a part of it, from escrow to its receiver.</summary>
    Capture = 6,

    /// <summary>What is left of a hold, from escrow back to its payer.</summary>
    Release = 7,
}
