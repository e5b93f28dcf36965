using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>Transfers, for operators: looking at one, and giving it back.</summary>
internal static class OperatorTransferEndpoints
{
    private static readonly DescribedParameter Transfer =
        new("transferId", ParameterLocation.Path, typeof(TransferId), "The transfer.");

    public static void MapOperatorTransfers(this IEndpointRouteBuilder routes)
    {
        var transfers = routes.MapGroup("/transfers/{transferId}").WithTags("Transfers");
        transfers.MapGet("", FindAsync).WithName("getTransfer").Needs(OperatorScopes.Read)
            .WithSummary("See a transfer, with both balances")
            .Takes(Transfer)
            .Refuses(Problem.NotFound);
        transfers.MapPost("/reverse", ReverseAsync).WithName("reverseTransfer").Needs(OperatorScopes.Money)
            .WithSummary("Give a transfer back, or a part of it")
            .WithDescription("From its receiver to its sender, all that is left of it unless an amount is given. Both "
                + "read the reason as the note. The same request with the same key has the same answer for ever and "
                + "moves money once; all operators share one space of keys. No freeze stops it.")
            .Takes(Transfer)
            .TakesKey()
            .Refuses(Problem.NotFound, Problem.NotReversible, Problem.IdempotencyKeyReused, Problem.InsufficientFunds,
                Problem.BalanceLimit, Problem.RefundExceeds, Problem.TooManyParts, Problem.Busy,
                Problem.OutcomeUnknown);
    }

    private static async Task<Results<OkReply<OperatorTransferBody>, ProblemResult>> FindAsync(
        string transferId, ILedger ledger, WalletApiOptions options) =>
        TransferId.TryParse(transferId, out var id) && await ledger.FindTransferAsync(id) is { } transfer
            ? JsonReplies.Ok(OperatorTransferBody.Of(
                transfer, options.Currency,
                Operations.Of(Operation.Reversal).CanReferTo(transfer)
                    ? await ledger.FindGivenBackAsync(id)
                    : 0))
            : Problem.NotFound.Reply();

    private static async Task<Results<CreatedReply<OperatorTransferBody>, ProblemResult>> ReverseAsync(
        string transferId, ReverseRequestBody body, HttpContext context, ILedger ledger, OperatorGrains grains,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        if (body.Amount is not null)
            errors.Require(Fields.Amount, body.Amount);
        var reason = errors.Require(Fields.Reason, body.Reason);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();

        if (!TransferId.TryParse(transferId, out var id) || await ledger.FindTransferAsync(id) is not { } transfer)
            return Problem.NotFound.Reply();
        if (!Operations.Of(Operation.Reversal).CanReferTo(transfer))
            return Problem.NotReversible.Reply();
        var decision = await grains.ReverseAsync(
            new ReversalOrder(id.Value, body.Amount, reason, key, OperatorCaller.Of(context).By?.Value));
        var outcome = TransferOutcome.From(decision);
        TransferCounts.Add(Operation.Reversal, outcome);
        if (outcome.Replayed)
            context.Response.Headers[IdempotencyHeaders.Replayed] = "true";
        // A reversal itself is never given back.
        return decision.Transfer is { } reversal
            ? JsonReplies.Created(
                OperatorTransferBody.Of(reversal, options.Currency, givenBack: 0), "/operator/transfers/" + reversal.Id)
            : OutcomeReply.Refused(outcome);
    }
}
