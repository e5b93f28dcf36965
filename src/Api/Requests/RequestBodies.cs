using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The body of <c>POST /requests</c>.</summary>
internal sealed class CreatePaymentRequestBody
{
    [Required, Shown(typeof(WalletId))]
    public string? PayerWalletId { get; init; }

    [Required, Shown(typeof(Amount))]
    public long? Amount { get; init; }

    [Shown(typeof(Note))]
    public string? Note { get; init; }

    [Shown(typeof(RequestLifetime))]
    public long? ExpiresIn { get; init; }

    [Shown(typeof(IdempotencyKey))]
    public string? IdempotencyKey { get; init; }
}

/// <summary>The body of <c>POST /requests/{requestId}/pay</c>.</summary>
internal sealed class PayRequestBody
{
    [Required, Shown(typeof(Pin))]
    public string? Pin { get; init; }
}

/// <summary>A payment request as its two parties see it. The amount is minor units.</summary>
internal sealed record RequestedPaymentBody(
    RequestId RequestId,
    WalletId PayeeWalletId,
    WalletId PayerWalletId,
    Amount Amount,
    string Currency,
    Note? Note,
    PaymentRequestState State,
    Timestamp CreatedAt,
    Timestamp ExpiresAt)
{
    public static RequestedPaymentBody Of(PaymentRequest request, string currency) => new(
        request.Id, request.Payee, request.Payer, request.Amount, currency, request.Note, request.State,
        request.CreatedAt, request.ExpiresAt);
}

/// <summary>A page of payment requests. <c>nextCursor</c> is null on the last one.</summary>
internal sealed record RequestedPaymentsBody(IReadOnlyList<RequestedPaymentBody> Items, string? NextCursor)
{
    public static RequestedPaymentsBody Of(PaymentRequestQuery query, PaymentRequestPage page, string currency) => new(
        [.. page.Requests.Select(request => RequestedPaymentBody.Of(request, currency))],
        page.NextBefore is { } before ? RequestParameters.Format(query, before) : null);
}
