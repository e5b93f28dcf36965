namespace Wallet.Torture;

/// <summary>One call on a payment request that is made, and what was answered.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Started">When it was sent, on the clock of <see cref="PairRecorder.Now"/>.</param>
/// <param name="Ended">When the answer came.</param>
internal sealed record RequestCall(PairAction Action, Answer Answer, long Started, long Ended)
{
    /// <summary>What it tells of the request; null for nothing.</summary>
    public RequestNews? News => Answer switch
    {
        { Status: 200 } or { Status: 422, Code: "request_closed" } =>
            new RequestNews(Answer.Text("state"), null, Started, Ended),
        { Status: 201 } => new RequestNews(RequestNews.Paid, Answer.Text("createdAt"), Started, Ended),
        _ => null,
    };

    /// <summary>What the request becomes by it, if it is open; null for nothing.</summary>
    public string? Into => Action switch
    {
        PairAction.PayRequest => RequestNews.Paid,
        PairAction.CancelRequest => RequestNews.Cancelled,
        PairAction.DeclineRequest => RequestNews.Declined,
        _ => null,
    };

    /// <summary>Whether nobody knows what it did, if anything: no answer came, or one that does not tell.</summary>
    public bool IsInDoubt => Into is not null && Answer.Status is 0 or 408 or 503;
}
