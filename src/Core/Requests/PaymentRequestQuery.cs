namespace Wallet.Core;

/// <summary>Which payment requests are wanted. They come newest first, by their IDs.</summary>
/// <param name="Wallet">Whose.</param>
/// <param name="AsPayer">Those that the wallet is asked to pay; otherwise those that it has made.</param>
/// <param name="State">Only those in this state; null for all.</param>
/// <param name="Limit">How many at most, 1 to <see cref="Limits.MaxPageSize"/>.</param>
/// <param name="Before">Only those before this one (the cursor); null for the newest.</param>
public sealed record PaymentRequestQuery(
    WalletId Wallet, bool AsPayer, PaymentRequestState? State, int Limit, RequestId? Before = null)
{
    /// <summary>How many are looked at for a page, at most. No index leads to a state, because a request that is open
    /// expires by itself: so a page with one may be short, or empty, and have a next one.</summary>
    public int Examined => SiftedPage.Examined(Limit, State is not null);

    /// <summary>Checks the limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public void CheckLimit()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, Limits.MaxPageSize);
    }

    /// <summary>The page that comes of what was looked at.</summary>
    /// <param name="found">Requests that were looked at, newest first; one more than <see cref="Examined"/> if there
    /// are more.</param>
    /// <param name="now">The ledger's time.</param>
    public PaymentRequestPage Page(IReadOnlyList<PaymentRequest> found, Timestamp now)
    {
        var (page, last) = SiftedPage.Of(
            found.Select(request => request.At(now)), Limit,
            State is { } state ? request => request.State == state : null);
        return new PaymentRequestPage(page, last?.Id);
    }
}

/// <summary>A page of payment requests.</summary>
/// <param name="Requests">The requests, newest first, as they are now.</param>
/// <param name="NextBefore">After which one the next page begins; null on the last.</param>
public sealed record PaymentRequestPage(IReadOnlyList<PaymentRequest> Requests, RequestId? NextBefore);
