namespace Wallet.Torture;

/// <summary>Something that was heard of a payment request.</summary>
/// <param name="State">What it is, as this says it.</param>
/// <param name="PaidAt">The ledger's time of its payment, if this is the answer to one.</param>
/// <param name="Started">When it was asked for, on the clock of <see cref="PairRecorder.Now"/>.</param>
/// <param name="Ended">When the answer came.</param>
internal sealed record RequestNews(string State, string? PaidAt, long Started, long Ended)
{
    /// <summary>The states.</summary>
    public const string Open = "open", Paid = "paid", Declined = "declined", Cancelled = "cancelled",
        Expired = "expired";

    /// <summary>Whether this state is for ever. That a request has expired may be unsaid by a clock that steps
    /// back.</summary>
    public bool IsFinal => State is Paid or Declined or Cancelled;
}

/// <summary>Decides from what clients observed whether a payment request was closed at most once.</summary>
internal static class RequestCheck
{
    /// <summary>What is wrong with a request; null if nothing is.</summary>
    /// <param name="expiresAt">When it expires, by the ledger's time.</param>
    /// <param name="news">Everything that was heard of it.</param>
    public static string? Find(string expiresAt, IReadOnlyList<RequestNews> news)
    {
        var states = news.Where(static one => one.IsFinal).Select(static one => one.State).Distinct().ToList();
        if (states.Count > 1)
            return "it is said to be " + string.Join(" and ", states);
        if (news.Select(static one => one.PaidAt).OfType<string>().Distinct().Count() > 1)
            return "it was paid twice";
        if (news.Any(one => one.PaidAt is { } paidAt && string.CompareOrdinal(paidAt, expiresAt) >= 0))
            return "it was paid after it had expired";
        return news.Any(one => !one.IsFinal && news.Any(before => before.IsFinal && before.Ended < one.Started))
            ? "it was closed, and is not any more"
            : null;
    }
}
