using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The answer to a transfer or deposit, from its outcome alone: a recorded outcome has one answer for
/// ever.</summary>
internal static class OutcomeReply
{
    /// <summary>The answer to the request that asked for it.</summary>
    public static IResult Of(TransferOutcome outcome, WalletId caller, string currency)
    {
        if (outcome.Transfer is { } transfer)
            return Created(transfer, caller, currency, outcome.Replayed);
        var problem = ProblemOf(outcome.Code);
        return new ProblemReply(problem)
        {
            RetryAfter = outcome.RetryAfter,
            Replayed = outcome.Replayed,
            Body = outcome.AttemptsLeft is { } left ? problem.Body with { AttemptsLeft = left } : null,
            // The token was valid, but it is for nobody here.
            Challenge = CallerAuthenticator.InvalidTokenChallenge,
        };
    }

    /// <summary>What a key record is worth, as it was answered the first time.</summary>
    public static IResult Of(KeyRecord record, WalletId caller, string currency) =>
        record.Transfer is { } transfer
            ? Created(transfer, caller, currency, replayed: false)
            : ProblemOf(record.Code).Reply();

    private static JsonReply<TransferBody> Created(
        Transfer transfer, WalletId caller, string currency, bool replayed) =>
        new(StatusCodes.Status201Created, TransferBody.Of(transfer, caller, currency), ApiJson.Default.TransferBody)
        {
            Location = "/transfers/" + transfer.Id,
            Replayed = replayed,
        };

    private static Problem ProblemOf(OutcomeCode code) => code switch
    {
        OutcomeCode.SelfTransfer => Problem.SelfTransfer,
        OutcomeCode.PinLocked => Problem.PinLocked,
        OutcomeCode.WrongPin => Problem.WrongPin,
        OutcomeCode.TransferInProgress => Problem.TransferInProgress,
        OutcomeCode.IdempotencyKeyReused => Problem.IdempotencyKeyReused,
        OutcomeCode.ReceiverNotFound => Problem.ReceiverNotFound,
        OutcomeCode.WalletFrozen => Problem.WalletFrozen,
        OutcomeCode.InsufficientFunds => Problem.InsufficientFunds,
        OutcomeCode.BalanceLimit => Problem.BalanceLimit,
        OutcomeCode.Busy => Problem.Busy,
        OutcomeCode.Unavailable => Problem.Unavailable,
        OutcomeCode.OutcomeUnknown => Problem.OutcomeUnknown,
        OutcomeCode.CallerNotFound => Problem.Unauthenticated,
        _ => throw new InvalidOperationException($"The outcome {code} has no answer."),
    };
}
