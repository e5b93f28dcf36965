using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The limits that the owner of a wallet sets for what it sends.</summary>
internal static class LimitEndpoints
{
    private static readonly Field<long, long> PerTransfer =
        new("perTransfer", AsLimit, "must be 0 to 1000000000000000 minor units, or null for no limit");

    private static readonly Field<long, long> PerDay = PerTransfer with { Name = "perDay" };

    public static void MapLimits(this IEndpointRouteBuilder routes)
    {
        var limits = routes.MapGroup("/wallet/limits").WithTags("Wallet").RequireAuthorization().DisableRateLimiting();
        limits.MapGet("", GetAsync).WithName("getLimits")
            .WithSummary("See the limits, and what was sent today")
            .WithDescription("A day is one of UTC. Transfers, paid requests and holds count; what is given back does "
                + "not. null is no limit.")
            .Refuses(Problem.Unavailable);
        limits.MapPut("", PutAsync).WithName("setLimits")
            .WithSummary("Set the limits")
            .WithDescription("Both are replaced: one that is null, or not there, is removed. What is lowered holds at "
                + "once; what is raised or removed waits for 24 hours, and pending says what will hold then. Another "
                + "call takes its place; the same again changes nothing.")
            .Refuses(Problem.WrongPin, Problem.PinLocked, Problem.Busy, Problem.Unavailable);
    }

    private static async Task<Results<OkReply<LimitsBody>, ProblemResult>> GetAsync(
        ClaimsPrincipal user, ISpendingStore store) =>
        await store.FindSpendingAsync(user.Caller().Wallet) is { } view
            ? JsonReplies.Ok(LimitsBody.Of(view))
            : new ProblemResult(Problem.Unauthenticated) { Challenge = BearerTokens.InvalidTokenChallenge };

    private static async Task<Results<OkReply<LimitsBody>, ProblemResult>> PutAsync(
        LimitsRequestBody body, ClaimsPrincipal user, ILimitSetter limits)
    {
        var errors = FieldErrors.OfBody();
        long? perTransfer = body.PerTransfer is null ? null : errors.Require(PerTransfer, body.PerTransfer);
        long? perDay = body.PerDay is null ? null : errors.Require(PerDay, body.PerDay);
        var pin = errors.Require(Fields.Pin, body.Pin);
        if (errors.Any)
            return errors.Reply();

        var result = await limits.SetAsync(user.Caller(), new SpendingLimits(perTransfer, perDay), pin);
        return result.View is { } view ? JsonReplies.Ok(LimitsBody.Of(view)) : SecretReplies.OfPin(result.Check);
    }

    private static bool AsLimit(long minor, out long limit)
    {
        limit = minor;
        return SpendingLimits.CanBe(minor);
    }
}
