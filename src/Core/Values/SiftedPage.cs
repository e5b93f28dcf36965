namespace Wallet.Core;

/// <summary>A page of what may have to be looked at one by one, because no index leads to a state that follows from the
/// moment.</summary>
internal static class SiftedPage
{
    /// <summary>How many are looked at for a page at most. Then it ends: it may hold fewer than the limit, or nothing,
    /// and have a next one.</summary>
    /// <param name="limit">How many it holds at most.</param>
    /// <param name="isSifted">Whether not all are wanted.</param>
    public static int Examined(int limit, bool isSifted) => isSifted ? Limits.MaxExamined : limit;

    /// <summary>The page that comes of what was looked at, and its last one if there is a next page.</summary>
    /// <param name="found">What was looked at, in order; one more than <see cref="Examined"/> if there are
    /// more.</param>
    /// <param name="limit">How many it holds at most.</param>
    /// <param name="wants">Which are wanted; null for all.</param>
    public static (IReadOnlyList<T> Page, T? Last) Of<T>(IEnumerable<T> found, int limit, Func<T, bool>? wants)
        where T : class
    {
        var (page, examined) = (new List<T>(), 0);
        T? last = null;
        foreach (var one in found)
        {
            if (page.Count == limit || examined == Examined(limit, wants is not null))
                return (page, last);
            if (wants is null || wants(one))
                page.Add(one);
            last = one;
            examined++;
        }

        return (page, null);
    }
}
