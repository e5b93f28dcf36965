using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The answers to what is asked about payment requests.</summary>
internal static class RequestReplies
{
    // No refusal is recorded, so what it says about its key, where a transfer's is final, is not true here.
    public static readonly Problem PayerNotFound = new(422, Problem.ReceiverNotFound.Code, "There is no such payer.",
        "No wallet with this ID can be asked to pay. The key was not used.");
    private static readonly Problem InsufficientFunds = Problem.InsufficientFunds with
    {
        Detail = "The wallet holds less than the amount. Pay the request when it holds enough.",
    };
    private static readonly Problem WalletFrozen = Problem.WalletFrozen with
    {
        Detail = "Payer or payee can neither send nor receive. The request can be paid when that has ended.",
    };
    private static readonly Problem BalanceLimit = Problem.BalanceLimit with
    {
        Detail = "No balance may pass 10^15 minor units. The request can be paid when the payee has less.",
    };

    private static readonly Problem LimitExceeded = Problem.LimitExceeded with
    {
        Detail = "remaining says how much they allow, resetsAt when the day ends. Pay the request when they allow it.",
    };

    /// <summary>Everything that paying a request can come to besides success.</summary>
    public static readonly ImmutableArray<Problem> ProblemsOfPaying =
    [
        Problem.NotFound, Problem.PinLocked, Problem.WrongPin, Problem.TransferInProgress,
        Problem.IdempotencyKeyReused, WalletFrozen, InsufficientFunds, BalanceLimit, LimitExceeded,
        Problem.RequestClosed,
        Problem.Busy, Problem.OutcomeUnknown,
    ];

    /// <summary>The answer to a payment.</summary>
    public static Results<CreatedReply<TransferBody>, ProblemResult> Of(
        TransferOutcome outcome, WalletId caller, string currency, HttpResponse response) => outcome.Code switch
        {
            OutcomeCode.InsufficientFunds => InsufficientFunds.Reply(),
            OutcomeCode.WalletFrozen => WalletFrozen.Reply(),
            OutcomeCode.BalanceLimit => BalanceLimit.Reply(),
            OutcomeCode.LimitExceeded => new ProblemResult(LimitExceeded)
            {
                Remaining = outcome.RemainingMinor,
                ResetsAt = outcome.ResetsAt,
            },
            OutcomeCode.RequestClosed => Closed(outcome.RequestState),
            _ => OutcomeReply.Of(outcome, caller, currency, response),
        };

    /// <summary>The answer to a request that is to be made.</summary>
    public static Results<CreatedReply<RequestedPaymentBody>, ProblemResult> Of(
        RequestMade made, string currency, HttpResponse response)
    {
        if (made.Replayed)
            response.Headers[IdempotencyHeaders.Replayed] = "true";
        return made.Request is { } request
            ? JsonReplies.Created(RequestedPaymentBody.Of(request, currency), "/requests/" + request.Id)
            : Refused(made.Verdict);
    }

    /// <summary>The answer to a request that is to be declined or cancelled.</summary>
    public static Results<OkReply<RequestedPaymentBody>, ProblemResult> Of(RequestClosing closing, string currency) =>
        closing.Verdict switch
        {
            RequestVerdict.Done => JsonReplies.Ok(RequestedPaymentBody.Of(closing.Request!, currency)),
            RequestVerdict.Closed => Closed(closing.Request!.State),
            var verdict => Refused(verdict),
        };

    private static ProblemResult Closed(PaymentRequestState? state) =>
        new(Problem.RequestClosed) { State = state is { } known ? PaymentRequestStates.Names.Of(known) : null };

    private static ProblemResult Refused(RequestVerdict verdict) => verdict switch
    {
        // The token was valid, but it is for nobody here.
        RequestVerdict.CallerNotFound =>
            new ProblemResult(Problem.Unauthenticated) { Challenge = BearerTokens.InvalidTokenChallenge },
        RequestVerdict.NotFound => Problem.NotFound.Reply(),
        RequestVerdict.KeyReused => Problem.IdempotencyKeyReused.Reply(),
        RequestVerdict.PayerNotFound => PayerNotFound.Reply(),
        RequestVerdict.Refused => Problem.RequestRefused.Reply(),
        RequestVerdict.TooMany => Problem.RequestLimit.Reply(),
        _ => throw new InvalidOperationException($"The verdict {verdict} has no answer."),
    };
}
