namespace Wallet.Core;

/// <summary>A payment request that commands pay, as a batch works on it: read inside the ledger's transaction, and
/// written there when it was paid.</summary>
/// <param name="request">The request, as it is stored.</param>
public sealed class RequestedPayment(PaymentRequest request)
{
    /// <summary>The request, as it is with all that the batch has decided so far.</summary>
    public PaymentRequest Request { get; private set; } = request;

    /// <summary>Decides whether it can be paid at a moment, after all that holds whenever money moves.</summary>
    internal Judgement Judge(Timestamp at) => Request.StateAt(at) switch
    {
        PaymentRequestState.Open => new Judgement(OutcomeCode.Committed, Request.Amount.Minor),
        var state => new Judgement(OutcomeCode.RequestClosed, Request.Amount.Minor) { RequestState = state },
    };

    internal void Pay(TransferId transfer) =>
        Request = Request with { State = PaymentRequestState.Paid, Transfer = transfer };
}

public sealed partial record LedgerCommand
{
    /// <summary>The payment of a request by its payer: a transfer with the request as its link.</summary>
    /// <param name="request">The request.</param>
    /// <param name="proposedId">The ID the transfer gets.</param>
    public static LedgerCommand RequestPayment(PaymentRequest request, TransferId proposedId) =>
        new(Operation.Transfer, request.Payer, request.Payer, request.Payee, request.Amount, request.Note,
            request.PaymentKey,
            Fingerprint.Of(Operation.Transfer, request.Payee, request.Amount, request.Note, request.Id.AsLink),
            proposedId, request.Id.AsLink);

    /// <summary>The request that it pays, if it pays one.</summary>
    public RequestId? Request => Link is { } link && Operations.Find((byte)Operation) is { PaysRequests: true }
        ? new RequestId(link.Value)
        : null;

    /// <summary>Whether a refusal is recorded under its key. Under a key of the house's own making it is not: it is
    /// decided anew each time, or whoever lacked the money once could never pay, and what can't go back to its payer
    /// now never would. That it is done once is seen to by what the command refers to.</summary>
    public bool RecordsRefusals => !Key.IsReserved;
}
