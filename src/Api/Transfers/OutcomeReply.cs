using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The answer to a transfer or deposit, from its outcome alone: a recorded outcome has one answer for
/// ever.</summary>
internal static class OutcomeReply
{
    /// <summary>The answer to the request that asked for it.</summary>
    public static Results<CreatedReply<TransferBody>, ProblemResult> Of(
        TransferOutcome outcome, WalletId caller, string currency, HttpResponse response)
    {
        if (outcome.Replayed)
            response.Headers[IdempotencyHeaders.Replayed] = "true";
        return outcome.Transfer is { } transfer ? Created(transfer, caller, currency) : Refused(outcome);
    }

    /// <summary>What a key record is worth, as it was answered the first time.</summary>
    public static Results<CreatedReply<TransferBody>, ProblemResult> Of(
        KeyRecord record, WalletId caller, string currency) =>
        record.Transfer is { } transfer
            ? Created(transfer, caller, currency)
            : Refused(new TransferOutcome(
                record.Code, RemainingMinor: record.RemainingMinor, ResetsAt: record.ResetsAt));

    /// <summary>A refusal, with what it says besides.</summary>
    public static ProblemResult Refused(TransferOutcome outcome) => new(ProblemOf(outcome.Code))
    {
        RetryAfter = outcome.RetryAfter,
        AttemptsLeft = outcome.AttemptsLeft,
        Refundable = outcome.Code == OutcomeCode.RefundExceeds ? outcome.RemainingMinor : null,
        Remaining = outcome.Code is OutcomeCode.HoldExceeds or OutcomeCode.LimitExceeded
            ? outcome.RemainingMinor
            : null,
        ResetsAt = outcome.ResetsAt,
        // The token was valid, but it is for nobody here.
        Challenge = BearerTokens.InvalidTokenChallenge,
    };

    private static CreatedReply<TransferBody> Created(Transfer transfer, WalletId caller, string currency) =>
        JsonReplies.Created(TransferBody.Of(transfer, caller, currency), "/transfers/" + transfer.Id);

    private static Problem ProblemOf(OutcomeCode code) => code switch
    {
        OutcomeCode.SelfTransfer => Problem.SelfTransfer,
        OutcomeCode.TransferNotFound => Problem.NotFound,
        OutcomeCode.NotRefundable => Problem.NotRefundable,
        OutcomeCode.PinLocked => Problem.PinLocked,
        OutcomeCode.WrongPin => Problem.WrongPin,
        OutcomeCode.TransferInProgress => Problem.TransferInProgress,
        OutcomeCode.IdempotencyKeyReused => Problem.IdempotencyKeyReused,
        OutcomeCode.ReceiverNotFound => Problem.ReceiverNotFound,
        OutcomeCode.WalletFrozen => Problem.WalletFrozen,
        OutcomeCode.InsufficientFunds => Problem.InsufficientFunds,
        OutcomeCode.BalanceLimit => Problem.BalanceLimit,
        OutcomeCode.RefundExceeds => Problem.RefundExceeds,
        OutcomeCode.HoldExpired => Problem.HoldExpired,
        OutcomeCode.HoldClosed => Problem.HoldClosed,
        OutcomeCode.HoldExceeds => Problem.HoldExceeds,
        OutcomeCode.LimitExceeded => Problem.LimitExceeded,
        OutcomeCode.TooManyParts => Problem.TooManyParts,
        OutcomeCode.RequestClosed => Problem.RequestClosed,
        OutcomeCode.Busy => Problem.Busy,
        OutcomeCode.Unavailable => Problem.Unavailable,
        OutcomeCode.OutcomeUnknown => Problem.OutcomeUnknown,
        OutcomeCode.CallerNotFound => Problem.Unauthenticated,
        _ => throw new InvalidOperationException($"The outcome {code} has no answer."),
    };
}
