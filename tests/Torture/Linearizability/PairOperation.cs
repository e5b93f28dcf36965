namespace Wallet.Torture;

/// <summary>What a client does to one of two wallets.</summary>
internal enum PairAction
{
    /// <summary>Reads the balance.</summary>
    Read,

    /// <summary>Adds money from outside.</summary>
    Deposit,

    /// <summary>Sends money to the other wallet.</summary>
    Transfer,
}

/// <summary>One operation of a history.</summary>
/// <param name="Action">What was done.</param>
/// <param name="ByFirst">Whether by the first wallet's owner.</param>
/// <param name="Amount">How much, if money was to move.</param>
/// <param name="Balance">The balance of the own wallet that was read or left; null if the payment was refused for want
/// of money.</param>
/// <param name="Started">When it was first sent.</param>
/// <param name="Ended">When the outcome was known; <see cref="Never"/> if it never was: it may have happened any time
/// after it began, or not at all.</param>
internal sealed record PairOperation(
    PairAction Action, bool ByFirst, long Amount, long? Balance, long Started, long Ended)
{
    /// <summary>No end.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Whether the outcome is known.</summary>
    public bool IsKnown => Ended != Never;
}

/// <summary>Two wallets, as the sequential model has them.</summary>
internal readonly record struct PairState(long First, long Second)
{
    /// <summary>The state after an operation, if its outcome is the one that the model gives in this state; null
    /// otherwise.</summary>
    public PairState? After(PairOperation operation)
    {
        var (own, other) = operation.ByFirst ? (First, Second) : (Second, First);
        switch (operation.Action)
        {
            case PairAction.Read:
                return own == operation.Balance ? this : null;
            case PairAction.Deposit:
                own += operation.Amount;
                break;
            // Refused; if nobody knows the outcome, that is what it was.
            case PairAction.Transfer when own < operation.Amount:
                return operation.Balance is null ? this : null;
            default:
                (own, other) = (own - operation.Amount, other + operation.Amount);
                break;
        }

        return operation.IsKnown && own != operation.Balance ? null : operation.ByFirst
            ? new PairState(own, other)
            : new PairState(other, own);
    }
}
