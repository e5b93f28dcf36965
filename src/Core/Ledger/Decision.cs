namespace Wallet.Core;

/// <summary>What a ledger decided, or had decided before, about a command.</summary>
/// <param name="Code">The outcome; one of the codes of step 5, or a failure of the ledger.</param>
/// <param name="Transfer">The transfer, exactly when the code is <see cref="OutcomeCode.Committed"/>.</param>
/// <param name="Replayed">Whether an earlier request with the same key led to it.</param>
/// <param name="RemainingMinor">With a refusal that says so: what was left of the linked transfer, or of the sender's
/// limits, in minor units.</param>
/// <param name="ResetsAt">With <see cref="OutcomeCode.LimitExceeded"/>: when the day of the limits ends.</param>
/// <param name="RequestState">With <see cref="OutcomeCode.RequestClosed"/>: what the request is.</param>
public sealed record Decision(
    OutcomeCode Code, Transfer? Transfer = null, bool Replayed = false, long? RemainingMinor = null,
    Timestamp? ResetsAt = null, PaymentRequestState? RequestState = null)
{
    /// <summary>The answer for a command that finds <paramref name="record"/> under its key.</summary>
    public static Decision FromRecord(LedgerCommand command, KeyRecord record) =>
        record.Fingerprint != command.Fingerprint
            ? new Decision(OutcomeCode.IdempotencyKeyReused)
            // The same ID as proposed: this very attempt committed, and only its answer had been lost on the way. A
            // refusal has no ID: one whose answer was lost counts as replayed to its own attempt, which tells the
            // client no wrong outcome, only that it is on record.
            : new Decision(record.Code, record.Transfer, Replayed: record.Transfer?.Id != command.ProposedId,
                record.RemainingMinor, record.ResetsAt);
}
