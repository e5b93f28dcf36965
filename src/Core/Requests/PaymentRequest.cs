namespace Wallet.Core;

/// <summary>What somebody has asked somebody else to pay. Only its state ever changes, and once.</summary>
/// <param name="Id">The ID.</param>
/// <param name="Payee">The wallet that asks, and is to be credited.</param>
/// <param name="Payer">The wallet that is asked, and is to be debited.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">The payee's note, if any. It becomes that of the transfer.</param>
/// <param name="State">What has become of it, as it is stored: <see cref="PaymentRequestState.Open"/> also when its
/// time has run out.</param>
/// <param name="CreatedAt">When it was made, by the ledger's time.</param>
/// <param name="ExpiresAt">From when on it can't be paid.</param>
/// <param name="Transfer">The transfer that paid it, exactly when it is <see cref="PaymentRequestState.Paid"/>.</param>
public sealed record PaymentRequest(
    RequestId Id,
    WalletId Payee,
    WalletId Payer,
    Amount Amount,
    Note? Note,
    PaymentRequestState State,
    Timestamp CreatedAt,
    Timestamp ExpiresAt,
    TransferId? Transfer = null)
{
    /// <summary>What begins the key of its payment; the ID follows. No client can use such a key.</summary>
    public const string KeyPrefix = "request:";

    /// <summary>The key of its payment, among the payer's: it is paid once, whatever races.</summary>
    public IdempotencyKey PaymentKey => IdempotencyKey.Parse(KeyPrefix + Id);

    /// <summary>What has become of it at a moment.</summary>
    public PaymentRequestState StateAt(Timestamp at) =>
        State == PaymentRequestState.Open && at >= ExpiresAt ? PaymentRequestState.Expired : State;

    /// <summary>This, as it is at a moment.</summary>
    public PaymentRequest At(Timestamp at) => this with { State = StateAt(at) };

    /// <summary>This, as it was when it was made.</summary>
    public PaymentRequest AsMade() => this with { State = PaymentRequestState.Open, Transfer = null };
}

/// <summary>What a payee asks for; its shape is valid.</summary>
/// <param name="Id">The ID that the request gets if this attempt makes it. A later attempt proposes another.</param>
/// <param name="Payee">The wallet that asks.</param>
/// <param name="Payer">The wallet that is asked; another one.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">A note, if any.</param>
/// <param name="ExpiresIn">How long it can be paid, <see cref="Limits.MinRequestLifetime"/> to
/// <see cref="Limits.MaxRequestLifetime"/>.</param>
/// <param name="Key">The payee's idempotency key. Keys of requests are a namespace of their own.</param>
public sealed record NewPaymentRequest(
    RequestId Id, WalletId Payee, WalletId Payer, Amount Amount, Note? Note, TimeSpan ExpiresIn, IdempotencyKey Key)
{
    /// <summary>The request that comes of it.</summary>
    /// <param name="now">The ledger's time.</param>
    public PaymentRequest Made(Timestamp now) => new(
        Id, Payee, Payer, Amount, Note, PaymentRequestState.Open, now, now.Plus(ExpiresIn));

    /// <summary>What a ledger answers that has a request under this key.</summary>
    public RequestMade FromRecord(PaymentRequest found) =>
        (found.Payer, found.Amount, found.Note, found.ExpiresAt) != (Payer, Amount, Note,
            found.CreatedAt.Plus(ExpiresIn))
            ? new RequestMade(RequestVerdict.KeyReused)
            // The same ID: this very attempt made it, and only its answer had been lost on the way.
            : new RequestMade(RequestVerdict.Done, found.AsMade(), Replayed: found.Id != Id);
}
