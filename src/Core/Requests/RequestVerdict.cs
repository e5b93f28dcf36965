namespace Wallet.Core;

/// <summary>What asking for a payment, declining or cancelling leads to. Where several apply, the first of this list is
/// the answer. No refusal is recorded: nothing was made, and the same key may be tried again.</summary>
public enum RequestVerdict
{
    /// <summary>It is done, now or before.</summary>
    Done,

    /// <summary>The caller does not exist in this ledger, so the token is from another one.</summary>
    CallerNotFound,

    /// <summary>There is no such request between the caller and anybody, or what is asked for is the other party's to
    /// do.</summary>
    NotFound,

    /// <summary>The payee's key was used before, for another request.</summary>
    KeyReused,

    /// <summary>There is no user who has the payer's wallet.</summary>
    PayerNotFound,

    /// <summary>The payer has shut the payee out.</summary>
    Refused,

    /// <summary>The payee has too many open requests, or too many to this payer.</summary>
    TooMany,

    /// <summary>The request is not open any more.</summary>
    Closed,
}

/// <summary>What asking for a payment led to.</summary>
/// <param name="Verdict">What.</param>
/// <param name="Request">The request as it was made, exactly when it was.</param>
/// <param name="Replayed">Whether an earlier attempt with the same key made it.</param>
public sealed record RequestMade(RequestVerdict Verdict, PaymentRequest? Request = null, bool Replayed = false);

/// <summary>What declining or cancelling a request led to.</summary>
/// <param name="Verdict">What.</param>
/// <param name="Request">The request as it is now, if it is the caller's.</param>
public sealed record RequestClosing(RequestVerdict Verdict, PaymentRequest? Request = null);
