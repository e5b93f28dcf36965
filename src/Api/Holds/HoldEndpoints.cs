using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Holds: money that is set aside for somebody, who captures it or gives it back.</summary>
internal static class HoldEndpoints
{
    private static readonly DescribedParameter Hold =
        new("holdId", ParameterLocation.Path, typeof(TransferId), "The hold.");

    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        var holds = routes.MapGroup("").WithTags("Holds").RequireAuthorization().DisableRateLimiting();
        holds.MapPost("/wallet/holds", PlaceAsync).WithName("placeHold")
            .WithSummary("Set money aside for somebody")
            .WithDescription("It leaves the balance at once, and its receiver may capture it until it expires; seven "
                + "days if expiresIn, in seconds, is not said. What is left of it then goes back by itself. The same "
                + "request with the same key has the same answer for ever. Keys are shared with transfers.")
            .TakesKey()
            .Refuses([
                Problem.SelfTransfer, Problem.LimitExceeded, Problem.PinLocked, Problem.WrongPin,
                .. KeyedRequest.Problems,
            ]);
        holds.MapGet("/holds", ListAsync).WithName("getHolds")
            .WithSummary("See holds, newest first")
            .WithDescription("A page at a time: nextCursor leads to the next one and is null on the last. With state, "
                + "a page ends when 1000 holds were looked at: it may be short, or empty, and have a next one.")
            .Takes(HoldParameters.Described)
            .Refuses(Problem.InvalidRequest);
        holds.MapGet("/holds/{holdId}", FindAsync).WithName("getHold")
            .WithSummary("See a hold")
            .WithDescription("For its two parties only. balanceAfter is the payer's, for the payer.")
            .Takes(Hold)
            .Refuses(Problem.NotFound);
        holds.MapPost("/holds/{holdId}/capture", CaptureAsync).WithName("captureHold")
            .WithSummary("Take a hold, or a part of it")
            .WithDescription("By its receiver, all that is left of it unless an amount is given. The payer is not "
                + "asked again. Keys are shared with transfers.")
            .Takes(Hold)
            .TakesKey()
            .Refuses([
                Problem.NotFound, Problem.HoldExpired, Problem.HoldClosed, Problem.HoldExceeds,
                Problem.TooManyParts,
                .. KeyedRequest.Problems.Remove(Problem.ReceiverNotFound).Remove(Problem.InsufficientFunds),
            ]);
        holds.MapPost("/holds/{holdId}/release", ReleaseAsync).WithName("releaseHold")
            .WithSummary("Give back what is left of a hold")
            .WithDescription("By its receiver, to its payer. balanceAfter is null, for the caller's balance stays. "
                + "Keys are shared with transfers.")
            .Takes(Hold)
            .TakesKey()
            .Refuses([
                Problem.NotFound, Problem.HoldClosed,
                .. KeyedRequest.Problems.Remove(Problem.ReceiverNotFound).Remove(Problem.InsufficientFunds)
                    .Remove(Problem.WalletFrozen),
            ]);
    }

    private static async Task<Results<CreatedReply<HoldBody>, ProblemResult>> PlaceAsync(
        HoldRequestBody body, ClaimsPrincipal user, HttpContext context, ITransferService transfers,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var receiver = errors.Require(Fields.ReceiverWalletId, body.ReceiverWalletId);
        var amount = errors.Require(Fields.Amount, body.Amount);
        var pin = errors.Require(Fields.Pin, body.Pin);
        var lasts = body.ExpiresIn is null ? Limits.DefaultHoldTime : errors.Require(Fields.HoldTime, body.ExpiresIn);
        Note? note = body.Note is null ? null : errors.Require(Fields.Note, body.Note);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();

        var caller = user.Caller();
        var outcome = await transfers.HoldAsync(caller, new HoldRequest(receiver, amount, lasts, pin, key, note));
        if (outcome.Replayed)
            context.Response.Headers[IdempotencyHeaders.Replayed] = "true";
        return outcome.Transfer is { } hold
            ? JsonReplies.Created(HoldBody.OfNew(hold, caller.Wallet, options.Currency), "/holds/" + hold.Id)
            : OutcomeReply.Refused(outcome);
    }

    private static async Task<Results<OkReply<HoldsBody>, ProblemResult>> ListAsync(
        HttpRequest request, ClaimsPrincipal user, IHoldStore holds, WalletApiOptions options)
    {
        var wallet = user.Caller().Wallet;
        if (HoldParameters.Read(request, wallet, out var errors) is not { } query)
            return errors.Reply();
        var page = await holds.ListHoldsAsync(wallet, query);
        return JsonReplies.Ok(new HoldsBody(
            [.. page.Holds.Select(hold => HoldBody.Of(hold, wallet, options.Currency))],
            page.NextBefore is { } before ? HoldParameters.Format(wallet, query.Role, before) : null));
    }

    private static async Task<Results<OkReply<HoldBody>, ProblemResult>> FindAsync(
        string holdId, ClaimsPrincipal user, IHoldStore holds, WalletApiOptions options)
    {
        var caller = user.Caller().Wallet;
        return TransferId.TryParse(holdId, out var id) && await holds.FindHoldAsync(id) is { } hold
            && (hold.Terms.Payer == caller || hold.Terms.Receiver == caller)
            ? JsonReplies.Ok(HoldBody.Of(hold, caller, options.Currency))
            : Problem.NotFound.Reply();
    }

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> CaptureAsync(
        string holdId, CaptureRequestBody body, ClaimsPrincipal user, HttpContext context, ITransferService transfers,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var amount = body.Amount is null ? Amount.Rest : errors.Require(Fields.Amount, body.Amount);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();
        if (!TransferId.TryParse(holdId, out var id))
            return Problem.NotFound.Reply();

        var caller = user.Caller();
        var outcome = await transfers.CaptureAsync(caller, new CaptureRequest(id, amount, key));
        return OutcomeReply.Of(outcome, caller.Wallet, options.Currency, context.Response);
    }

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> ReleaseAsync(
        string holdId, ReleaseRequestBody body, ClaimsPrincipal user, HttpContext context, ITransferService transfers,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();
        if (!TransferId.TryParse(holdId, out var id))
            return Problem.NotFound.Reply();

        var caller = user.Caller();
        var outcome = await transfers.ReleaseAsync(caller, id, key);
        return OutcomeReply.Of(outcome, caller.Wallet, options.Currency, context.Response);
    }
}
