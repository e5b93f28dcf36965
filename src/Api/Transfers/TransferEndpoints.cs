using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Looking transfers up, and refunding them.</summary>
internal static class TransferEndpoints
{
    private const string Key = "key";

    private static readonly DescribedParameter Transfer =
        new("transferId", ParameterLocation.Path, typeof(TransferId), "The transfer.");

    public static void MapTransfers(this IEndpointRouteBuilder routes)
    {
        var transfers = routes.MapGroup("/transfers").WithTags("Transfers").RequireAuthorization()
            .DisableRateLimiting();
        transfers.MapGet("/{transferId}", FindAsync).WithName("getTransfer")
            .WithSummary("See a transfer")
            .WithDescription("For its sender and its receiver, and for both parties of a hold; balanceAfter is the "
                + "caller's, or null. refunded is how much of it was given back until now, by its receiver or by an "
                + "operator.")
            .Takes(Transfer)
            .Refuses(Problem.NotFound);
        transfers.MapPost("/{transferId}/refund", RefundAsync).WithName("refund")
            .WithSummary("Give a transfer back, or a part of it")
            .WithDescription("By its receiver to its sender, all that is left of it unless an amount is given. The "
                + "same request with the same key has the same answer for ever and moves money once. Keys are shared "
                + "with transfers.")
            .Takes(Transfer)
            .TakesKey()
            .Refuses([
                Problem.NotFound, Problem.NotRefundable, Problem.RefundExceeds, Problem.TooManyParts, Problem.PinLocked,
                Problem.WrongPin,
                .. KeyedRequest.Problems.Remove(Problem.ReceiverNotFound),
            ]);
        transfers.MapGet("/by-key", FindByKeyAsync).WithName("getOutcomeByKey")
            .WithSummary("See what a key led to")
            .WithDescription("The status and body that the caller's key led to, a recorded refusal included, without "
                + "PIN; of a hold, the transfer that made it. 404 says that nothing is recorded yet; a request that is "
                + "under way may still be.")
            .Takes(new DescribedParameter(
                Key, ParameterLocation.Query, typeof(IdempotencyKey), "The caller's idempotency key.")
            { Required = true })
            .Refuses(Problem.InvalidRequest, Problem.NotFound, Problem.ReceiverNotFound, Problem.WalletFrozen,
                Problem.InsufficientFunds, Problem.BalanceLimit, Problem.RefundExceeds, Problem.HoldExpired,
                Problem.HoldClosed, Problem.HoldExceeds, Problem.LimitExceeded, Problem.TooManyParts);
    }

    private static async Task<Results<OkReply<FoundTransferBody>, ProblemResult>> FindAsync(
        string transferId, ClaimsPrincipal user, ILedger ledger, WalletApiOptions options)
    {
        var caller = user.Caller().Wallet;
        // Text that is no ID is nobody's transfer, and a stranger's does not exist either.
        return TransferId.TryParse(transferId, out var id)
            && await ledger.FindTransferAsync(id) is { } transfer && transfer.Concerns(caller)
            ? JsonReplies.Ok(FoundTransferBody.Of(
                TransferBody.Of(transfer, caller, options.Currency),
                Operations.Of(Operation.Refund).CanReferTo(transfer)
                    ? await ledger.FindGivenBackAsync(id)
                    : 0))
            : Problem.NotFound.Reply();
    }

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> RefundAsync(
        string transferId, RefundRequestBody body, ClaimsPrincipal user, HttpContext context,
        ITransferService transfers, WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var amount = body.Amount is null ? Amount.Rest : errors.Require(Fields.Amount, body.Amount);
        var pin = errors.Require(Fields.Pin, body.Pin);
        Note? note = body.Note is null ? null : errors.Require(Fields.Note, body.Note);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();
        if (!TransferId.TryParse(transferId, out var id))
            return Problem.NotFound.Reply();

        var caller = user.Caller();
        var outcome = await transfers.RefundAsync(caller, new RefundRequest(id, amount, pin, key, note));
        return OutcomeReply.Of(outcome, caller.Wallet, options.Currency, context.Response);
    }

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> FindByKeyAsync(
        HttpRequest request, ClaimsPrincipal user, ILedger ledger, WalletApiOptions options)
    {
        var query = new RequestQuery(request, Key);
        if (!IdempotencyKey.TryParse(query.Find(Key), out var key) && !query.Errors.Has(Key))
            query.Errors.Add(Key, Fields.IdempotencyKey.Rule);
        if (query.Errors.Any)
            return query.Errors.Reply();

        var caller = user.Caller().Wallet;
        return await ledger.FindKeyAsync(caller, key) is { } record
            ? OutcomeReply.Of(record, caller, options.Currency)
            : Problem.NotFound.Reply();
    }
}
