namespace Wallet.Core;

/// <summary>What holds for payment requests, once, for every ledger.</summary>
public static class RequestRules
{
    /// <summary>Decides whether one more request may be made.</summary>
    /// <param name="isBlocked">Whether the payer has shut the payee out.</param>
    /// <param name="open">How many requests of the payee are open, all in all.</param>
    /// <param name="openOfPair">How many of those are to this payer.</param>
    public static RequestVerdict JudgeNew(bool isBlocked, long open, long openOfPair) =>
        isBlocked ? RequestVerdict.Refused
        : open >= Limits.MaxOpenRequests || openOfPair >= Limits.MaxOpenRequestsOfPair ? RequestVerdict.TooMany
        : RequestVerdict.Done;

    /// <summary>Decides whether a request may be closed.</summary>
    /// <param name="request">The request; null if there is none.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="into">What it shall become: <see cref="PaymentRequestState.Declined"/>, which its payer does, or
    /// <see cref="PaymentRequestState.Cancelled"/>, which its payee does.</param>
    /// <param name="now">The ledger's time.</param>
    /// <param name="closes">Whether it is to be written.</param>
    public static RequestClosing JudgeClosing(
        PaymentRequest? request, WalletId caller, PaymentRequestState into, Timestamp now, out bool closes)
    {
        closes = false;
        if (request is null
            || caller != (into == PaymentRequestState.Declined ? request.Payer : request.Payee))
            return new RequestClosing(RequestVerdict.NotFound);
        if (request.State == into)
            return new RequestClosing(RequestVerdict.Done, request);
        closes = request.StateAt(now) == PaymentRequestState.Open;
        return closes
            ? new RequestClosing(RequestVerdict.Done, request with { State = into })
            : new RequestClosing(RequestVerdict.Closed, request.At(now));
    }
}
