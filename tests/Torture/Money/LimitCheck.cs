namespace Wallet.Torture;

/// <summary>Something that was sent and counts towards limits.</summary>
/// <param name="Amount">How much, in minor units.</param>
/// <param name="CreatedAt">The ledger's time of it.</param>
/// <param name="Started">When it was first sent, on the clock of <see cref="PairRecorder.Now"/>.</param>
internal sealed record Spending(long Amount, string CreatedAt, long Started);

/// <summary>A limit that somebody has set.</summary>
/// <param name="PerDay">How much may be sent on a day, in minor units; never more than before.</param>
/// <param name="Started">When it was asked for, on the clock of <see cref="PairRecorder.Now"/>.</param>
/// <param name="Ended">When it was acknowledged; <see cref="PairOperation.Never"/> if it was not.</param>
internal sealed record SetLimit(long PerDay, long Started, long Ended);

/// <summary>Something that was refused because of limits.</summary>
/// <param name="Amount">How much was to be sent, in minor units.</param>
/// <param name="Remaining">How much could have been, as the refusal tells it.</param>
/// <param name="Known">When it was refused.</param>
internal sealed record OverLimit(long Amount, long Remaining, long Known);

/// <summary>Decides from what clients observed whether daily limits that are only ever lowered were kept: whatever was
/// first sent after a limit was acknowledged is within it, together with all that was sent on that day
/// before.</summary>
internal static class LimitCheck
{
    /// <summary>What is wrong; null if nothing is.</summary>
    /// <param name="limits">The limits of a wallet.</param>
    /// <param name="sent">What it has sent, in the order of its history.</param>
    /// <param name="refused">What it was not let send.</param>
    public static string? Find(
        IReadOnlyList<SetLimit> limits, IReadOnlyList<Spending> sent, IReadOnlyList<OverLimit> refused)
    {
        var (day, sum) = ("", 0L);
        foreach (var one in sent)
        {
            var on = one.CreatedAt.Split('T')[0];
            (day, sum) = (on, one.Amount + (on == day ? sum : 0));
            var holding = limits.Where(limit => limit.Ended < one.Started).Select(static limit => limit.PerDay);
            if (sum > holding.DefaultIfEmpty(long.MaxValue).Min())
                return $"{sum} were sent on {day}, the last of it at {one.CreatedAt}, which is more than the limit";
        }

        return refused.Any(one => one.Remaining >= one.Amount || one.Remaining < 0
            || !limits.Any(limit => limit.Started < one.Known))
            ? "something was refused because of limits that do not forbid it"
            : null;
    }
}
