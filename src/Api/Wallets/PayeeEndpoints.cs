using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Whom the caller is about to pay.</summary>
internal static class PayeeEndpoints
{
    public static void MapPayees(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/wallets/{walletId}", FindAsync).WithTags("Wallet").RequireAuthorization()
            .DisableRateLimiting()
            .WithName("getPayee")
            .WithSummary("See whom you are about to pay")
            .WithDescription("The name is masked, as in A••••e S., and null where its owner said none. At most 60 "
                + "calls a minute for each caller.")
            .Takes(new DescribedParameter("walletId", ParameterLocation.Path, typeof(WalletId), "The wallet."))
            .Refuses(Problem.NotFound, Problem.RateLimited);

    private static async Task<Results<OkReply<PayeeBody>, ProblemResult>> FindAsync(
        string walletId, ClaimsPrincipal user, PayeeLookUps lookUps)
    {
        if (lookUps.Take(user.Caller()) is { } wait)
            return Problem.RateLimited.Reply(wait);
        // Text that is no ID is nobody's wallet.
        return WalletId.TryParse(walletId, out var id) && await lookUps.FindAsync(id) is { } payee
            ? JsonReplies.Ok(payee)
            : Problem.NotFound.Reply();
    }
}
