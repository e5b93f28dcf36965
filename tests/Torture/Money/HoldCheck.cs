namespace Wallet.Torture;

/// <summary>Something that was taken from a hold.</summary>
/// <param name="Kind">How.</param>
/// <param name="Amount">How much, in minor units.</param>
/// <param name="Asked">How much was asked for; null for all that was left.</param>
/// <param name="CreatedAt">The ledger's time of it.</param>
internal sealed record Taking(string Kind, long Amount, long? Asked, string CreatedAt)
{
    /// <summary>By the receiver, back by the receiver, or back because it had expired.</summary>
    public const string Captured = "captured", Released = "released", Returned = "returned";
}

/// <summary>Something that could not be taken from a hold.</summary>
/// <param name="Code">Why.</param>
/// <param name="Asked">How much was asked for; null for all that was left.</param>
/// <param name="Remaining">How much was left, as the refusal tells it; null if it does not.</param>
internal sealed record HoldRefusal(string Code, long? Asked, long? Remaining);

/// <summary>What is known of a hold, in the quiet.</summary>
/// <param name="Amount">How much was held, in minor units.</param>
/// <param name="ExpiresAt">When it expires, by the ledger's time.</param>
/// <param name="Takings">What was taken from it.</param>
/// <param name="Refusals">What could not be taken.</param>
internal sealed record HoldStory(
    long Amount, string ExpiresAt, IReadOnlyList<Taking> Takings, IReadOnlyList<HoldRefusal> Refusals);

/// <summary>Decides from what clients observed whether a hold was kept: never more is taken than was held, what goes
/// back goes back once and is all that was left, and nothing is captured when it has expired.</summary>
internal static class HoldCheck
{
    /// <summary>What is wrong with a hold; null if nothing is.</summary>
    public static string? Find(HoldStory hold)
    {
        var left = hold.Amount - hold.Takings.Sum(static one => one.Amount);
        if (left < 0)
            return "more was captured and given back than was held";
        var back = hold.Takings.Where(static one => one.Kind != Taking.Captured).ToList();
        if (back.Count > 1)
            return "it went back twice";
        if (back.Count == 1 && left > 0)
            return "it went back, and not all that was left";
        foreach (var taking in hold.Takings)
        {
            var hasExpired = string.CompareOrdinal(taking.CreatedAt, hold.ExpiresAt) >= 0;
            if (taking.Kind == Taking.Captured && hasExpired)
                return "it was captured after it had expired";
            if (taking.Kind == Taking.Returned && !hasExpired)
                return "it went back by itself before it had expired";
            if (taking.Amount <= 0 || taking.Asked is { } asked && asked != taking.Amount)
                return "what was captured is not what was asked for";
        }

        return hold.Refusals.Any(one => one.Code == "hold_closed" && left > 0
            || one.Code == "hold_exceeds" && (one.Remaining < left || one.Remaining >= one.Asked
                || one.Remaining > hold.Amount))
            ? "a capture or release was refused for want of what is left, and it is left"
            : null;
    }
}
