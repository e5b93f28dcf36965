namespace Wallet.Core;

/// <summary>A transfer that commands refer to, as a batch works on it: read inside the ledger's transaction together
/// with what has been given back of it, which the batch adds to.</summary>
/// <param name="transfer">The transfer.</param>
/// <param name="givenBackMinor">The sum of all that refers to it so far, in minor units.</param>
public sealed class LinkedTransfer(Transfer transfer, long givenBackMinor)
{
    /// <summary>The transfer.</summary>
    public Transfer Transfer => transfer;

    /// <summary>What is left of it, in minor units.</summary>
    public long RemainingMinor { get; private set; } = transfer.Amount.Minor - givenBackMinor;

    internal void GiveBack(Amount amount) => RemainingMinor = checked(RemainingMinor - amount.Minor);
}
