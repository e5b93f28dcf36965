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

    /// <summary>An operator gives a transfer back, or a part of it.</summary>
    Reversal,
}

/// <summary>One operation of a history.</summary>
/// <param name="Action">What was done.</param>
/// <param name="ByFirst">Whether by the first wallet's owner; of a reversal, whether the first wallet pays it.</param>
/// <param name="Amount">How much, if money was to move; of a reversal 0 for all that is left.</param>
/// <param name="Balance">The balance of the own wallet that was read or left; null if the payment was refused for want
/// of money, or the reversal for that or because so much is not left.</param>
/// <param name="Started">When it was first sent.</param>
/// <param name="Ended">When the outcome was known; <see cref="Never"/> if it never was: it may have happened any time
/// after it began, or not at all.</param>
internal sealed record PairOperation(
    PairAction Action, bool ByFirst, long Amount, long? Balance, long Started, long Ended)
{
    /// <summary>What a reversal gives back: which of the history's transfers, and how much that was.</summary>
    public (int Number, long Amount) Reversed { get; init; }

    /// <summary>How much a reversal left to be given back; null if it is not known or not what was refused.</summary>
    public long? Refundable { get; init; }

    /// <summary>No end.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Whether the outcome is known.</summary>
    public bool IsKnown => Ended != Never;
}

/// <summary>Two wallets, as the sequential model has them.</summary>
/// <param name="First">The first one's balance.</param>
/// <param name="Second">The second one's.</param>
/// <param name="GivenBack">How much was given back of which transfer.</param>
internal readonly record struct PairState(long First, long Second, GivenBack GivenBack = default)
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
            case PairAction.Reversal:
                return AfterReversal(operation);
            // Refused; if nobody knows the outcome, that is what it was.
            case PairAction.Transfer when own < operation.Amount:
                return operation.Balance is null ? this : null;
            default:
                (own, other) = (own - operation.Amount, other + operation.Amount);
                break;
        }

        return operation.IsKnown && own != operation.Balance ? null : operation.ByFirst
            ? new PairState(own, other, GivenBack)
            : new PairState(other, own, GivenBack);
    }

    private PairState? AfterReversal(PairOperation operation)
    {
        var own = operation.ByFirst ? First : Second;
        var left = operation.Reversed.Amount - GivenBack.Of(operation.Reversed.Number);
        var amount = operation.Amount == 0 ? left : operation.Amount;
        // Want of money is looked at first.
        var refundable = own >= amount && (amount == 0 || amount > left) ? left : (long?)null;
        if (own < amount || refundable is not null)
            return operation.Balance is null && operation.Refundable == (operation.IsKnown ? refundable : null)
                ? this
                : null;
        if (operation.IsKnown && operation.Balance != own - amount)
            return null;
        return new PairState(First + (operation.ByFirst ? -amount : amount),
            Second + (operation.ByFirst ? amount : -amount), GivenBack.With(operation.Reversed.Number, amount));
    }
}

/// <summary>How much was given back of some transfers, with value equality.</summary>
internal readonly struct GivenBack : IEquatable<GivenBack>
{
    private readonly (int Number, long Amount)[]? _sums;

    private GivenBack((int Number, long Amount)[] sums) => _sums = sums;

    private ReadOnlySpan<(int Number, long Amount)> Sums => _sums;

    /// <summary>How much of one.</summary>
    public long Of(int number)
    {
        foreach (var sum in Sums)
        {
            if (sum.Number == number)
                return sum.Amount;
        }

        return 0;
    }

    /// <summary>The same with some more given back of one.</summary>
    public GivenBack With(int number, long amount)
    {
        var others = (_sums ?? []).Where(sum => sum.Number != number);
        return new GivenBack(
            [.. others.Append((number, Of(number) + amount)).OrderBy(static sum => sum.Item1)]);
    }

    /// <inheritdoc/>
    public bool Equals(GivenBack other) => Sums.SequenceEqual(other.Sums);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GivenBack other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var sum in Sums)
            hash.Add(sum);
        return hash.ToHashCode();
    }
}
