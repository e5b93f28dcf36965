namespace Wallet.Core;

/// <summary>What a request to move money led to.</summary>
/// <param name="Code">The outcome.</param>
/// <param name="Transfer">The transfer, exactly when the code is <see cref="OutcomeCode.Committed"/>.</param>
/// <param name="Replayed">Whether an earlier request with the same key led to it.</param>
/// <param name="AttemptsLeft">With <see cref="OutcomeCode.WrongPin"/>: how many wrong PINs are left before the
/// lock.</param>
/// <param name="RetryAfter">When to try again, if a later try can have another outcome.</param>
/// <param name="RemainingMinor">With a refusal that says so: what was left of the linked transfer, or of the sender's
/// limits, in minor units.</param>
/// <param name="ResetsAt">With <see cref="OutcomeCode.LimitExceeded"/>: when the day of the limits ends.</param>
/// <param name="RequestState">With <see cref="OutcomeCode.RequestClosed"/>: what the request is.</param>
public sealed record TransferOutcome(
    OutcomeCode Code, Transfer? Transfer = null, bool Replayed = false, int? AttemptsLeft = null,
    TimeSpan? RetryAfter = null, long? RemainingMinor = null, Timestamp? ResetsAt = null,
    PaymentRequestState? RequestState = null)
{
    /// <summary>The outcome of a ledger's decision.</summary>
    public static TransferOutcome From(Decision decision) =>
        new(decision.Code, decision.Transfer, decision.Replayed, null, decision.Code switch
        {
            OutcomeCode.Busy or OutcomeCode.Unavailable => TimeSpan.FromSeconds(1),
            OutcomeCode.OutcomeUnknown => TimeSpan.FromSeconds(2),
            _ => null,
        }, decision.RemainingMinor, decision.ResetsAt, decision.RequestState);
}
