namespace Wallet.Torture;

/// <summary>Decides whether what was given back of a payment, by whomever, is what may have been.</summary>
internal static class GivenBackCheck
{
    /// <summary>What is wrong with a payment; null if nothing is.</summary>
    /// <param name="amount">How much was paid, in minor units.</param>
    /// <param name="parts">All that was given back of it: how much, and how much was asked for; null for all that was
    /// left.</param>
    /// <param name="refusals">What was refused as too much: how much was asked for, and how much was told to be
    /// left.</param>
    public static string? Find(
        long amount, IReadOnlyList<(long Amount, long? Asked)> parts,
        IReadOnlyList<(long? Asked, long Refundable)> refusals)
    {
        var left = amount - parts.Sum(static part => part.Amount);
        if (left < 0)
            return "more was given back than was paid";
        if (parts.Any(static part => part.Amount <= 0 || part.Asked is { } asked && asked != part.Amount))
            return "what was given back is not what was asked for";
        return refusals.Any(one => one.Refundable < left || one.Refundable > amount || one.Refundable >= one.Asked
            || one.Asked is null && one.Refundable > 0)
            ? "something was refused as too much that was not"
            : null;
    }
}
