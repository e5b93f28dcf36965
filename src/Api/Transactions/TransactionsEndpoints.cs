using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The history of the caller's wallet.</summary>
internal static class TransactionsEndpoints
{
    public static void MapTransactions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/transactions", ReadAsync).WithTags("Transactions").RequireAuthorization()
            .DisableRateLimiting()
            .WithName("getTransactions")
            .WithSummary("See the history, newest first")
            .WithDescription("A page at a time: nextCursor leads to the next one and is null on the last. Entries "
                + "that are made meanwhile move none to another page. With operation or counterparty, a page "
                + "ends when 1000 entries were looked at: it may be short, or empty, and have a next one.")
            .Takes(HistoryParameters.Described)
            .Refuses(Problem.InvalidRequest);

    private static async Task<Results<OkReply<TransactionsBody>, ProblemResult>> ReadAsync(
        HttpRequest request, ClaimsPrincipal user, ILedger ledger)
    {
        var wallet = user.Caller().Wallet;
        return HistoryParameters.Read(request, wallet, out var errors) is { } query
            ? JsonReplies.Ok(TransactionsBody.Of(wallet, await ledger.ReadHistoryAsync(wallet, query)))
            : errors.Reply();
    }
}
