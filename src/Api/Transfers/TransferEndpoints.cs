using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Looking transfers up.</summary>
internal static class TransferEndpoints
{
    private const string Key = "key";

    public static void MapTransfers(this IEndpointRouteBuilder routes)
    {
        var transfers = routes.MapGroup("/transfers").WithTags("Transfers").RequireAuthorization()
            .DisableRateLimiting();
        transfers.MapGet("/{transferId}", FindAsync).WithName("getTransfer")
            .WithSummary("See a transfer")
            .WithDescription("For its sender and its receiver only; balanceAfter is the caller's.")
            .Takes(new DescribedParameter(
                "transferId", ParameterLocation.Path, typeof(TransferId), "The transfer."))
            .Refuses(Problem.NotFound);
        transfers.MapGet("/by-key", FindByKeyAsync).WithName("getOutcomeByKey")
            .WithSummary("See what a key led to")
            .WithDescription("The status and body that the caller's key led to, a recorded refusal included, without "
                + "PIN. 404 says that nothing is recorded yet; a request that is under way may still be.")
            .Takes(new DescribedParameter(
                Key, ParameterLocation.Query, typeof(IdempotencyKey), "The caller's idempotency key.")
            { Required = true })
            .Refuses(Problem.InvalidRequest, Problem.NotFound, Problem.ReceiverNotFound, Problem.WalletFrozen,
                Problem.InsufficientFunds, Problem.BalanceLimit);
    }

    private static async Task<Results<OkReply<TransferBody>, ProblemResult>> FindAsync(
        string transferId, ClaimsPrincipal user, ILedger ledger, WalletApiOptions options)
    {
        var caller = user.Caller().Wallet;
        // Text that is no ID is nobody's transfer, and a stranger's does not exist either.
        return TransferId.TryParse(transferId, out var id)
            && await ledger.FindTransferAsync(id) is { } transfer
            && (transfer.Sender == caller || transfer.Receiver == caller)
            ? JsonReplies.Ok(TransferBody.Of(transfer, caller, options.Currency))
            : Problem.NotFound.Reply();
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
