namespace Wallet.Core;

/// <summary>A transfer that commands refer to, as a batch works on it: read inside the ledger's transaction together
/// with what has been given back of it, which the batch adds to.</summary>
/// <param name="transfer">The transfer.</param>
/// <param name="givenBackMinor">The sum of all that refers to it so far, in minor units.</param>
/// <param name="parts">How many transfers these are.</param>
public sealed class LinkedTransfer(Transfer transfer, long givenBackMinor, long parts = 0)
{
    /// <summary>The transfer.</summary>
    public Transfer Transfer => transfer;

    /// <summary>What is left of it, in minor units.</summary>
    public long RemainingMinor { get; private set; } = transfer.Amount.Minor - givenBackMinor;

    /// <summary>How many transfers refer to it.</summary>
    public long Parts { get; private set; } = parts;

    /// <summary>Whether it has been in so many parts that only all that is left can be one more.</summary>
    internal bool IsInTooManyParts(long amountMinor) => Parts >= Limits.MaxParts && amountMinor < RemainingMinor;

    internal void GiveBack(Amount amount) =>
        (RemainingMinor, Parts) = (checked(RemainingMinor - amount.Minor), Parts + 1);
}
