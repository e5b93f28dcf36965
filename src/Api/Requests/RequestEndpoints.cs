using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Asking somebody for a payment, and what the two can do with that.</summary>
internal static class RequestEndpoints
{
    private static readonly DescribedParameter Request =
        new("requestId", ParameterLocation.Path, typeof(RequestId), "The request.");

    private static readonly DescribedParameter Payee =
        new("walletId", ParameterLocation.Path, typeof(WalletId), "The wallet that asks.");

    public static void MapPaymentRequests(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/requests").WithTags("Requests").RequireAuthorization().DisableRateLimiting();
        requests.MapPost("", CreateAsync).WithName("createRequest")
            .WithSummary("Ask somebody to pay")
            .WithDescription("expiresIn is in seconds, 7 days if not said. At most 100 requests of a payee are open at "
                + "a time, and 5 to one payer. The same request with the same key makes one request and has the same "
                + "answer for ever. Keys of requests are apart from those of transfers, and no refusal uses one up.")
            .TakesKey()
            .Refuses(Problem.SelfTransfer, Problem.IdempotencyKeyReused, RequestReplies.PayerNotFound,
                Problem.RequestRefused, Problem.RequestLimit);
        requests.MapGet("", ListAsync).WithName("getRequests")
            .WithSummary("See what was asked for, newest first")
            .WithDescription("A page at a time: nextCursor leads to the next one and is null on the last. With state, "
                + "a page ends when 1000 requests were looked at: it may be short, or empty, and have a next one.")
            .Takes(RequestParameters.Described)
            .Refuses(Problem.InvalidRequest);
        requests.MapGet("/{requestId}", FindAsync).WithName("getRequest")
            .WithSummary("See a request")
            .WithDescription("For its payee and its payer only.")
            .Takes(Request)
            .Refuses(Problem.NotFound);
        requests.MapPost("/{requestId}/pay", PayAsync).WithName("payRequest")
            .WithSummary("Pay a request")
            .WithDescription("By its payer, once, whatever races. Whoever pays it again gets the same answer for ever; "
                + "a refusal may be another one next time.")
            .Takes(Request)
            .MayReplay()
            .Refuses([.. RequestReplies.ProblemsOfPaying]);
        requests.MapPost("/{requestId}/decline", DeclineAsync).WithName("declineRequest")
            .WithSummary("Decline a request")
            .WithDescription("By its payer. Declined again, it is the same.")
            .Takes(Request)
            .Refuses(Problem.NotFound, Problem.RequestClosed);
        requests.MapPost("/{requestId}/cancel", CancelAsync).WithName("cancelRequest")
            .WithSummary("Cancel a request")
            .WithDescription("By its payee. Cancelled again, it is the same.")
            .Takes(Request)
            .Refuses(Problem.NotFound, Problem.RequestClosed);
        requests.MapPut("/blocked/{walletId}", BlockAsync).WithName("blockPayee")
            .WithSummary("Want no more requests from somebody")
            .WithDescription("What they have asked for before stays.")
            .Takes(Payee)
            .Refuses(Problem.NotFound);
        requests.MapDelete("/blocked/{walletId}", UnblockAsync).WithName("unblockPayee")
            .WithSummary("Let somebody ask again")
            .WithDescription("Whoever was not shut out may ask as before.")
            .Takes(Payee)
            .Refuses(Problem.NotFound);
    }

    private static async Task<Results<CreatedReply<RequestedPaymentBody>, ProblemResult>> CreateAsync(
        CreatePaymentRequestBody body, ClaimsPrincipal user, HttpContext context, IPaymentRequestStore requests,
        WalletApiOptions options, TimeProvider time)
    {
        var errors = FieldErrors.OfBody();
        var payer = errors.Require(Fields.PayerWalletId, body.PayerWalletId);
        var amount = errors.Require(Fields.Amount, body.Amount);
        Note? note = body.Note is null ? null : errors.Require(Fields.Note, body.Note);
        var lifetime = body.ExpiresIn is null
            ? Limits.DefaultRequestLifetime
            : errors.Require(Fields.RequestLifetime, body.ExpiresIn);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();

        var payee = user.Caller().Wallet;
        if (payer == payee)
            return Problem.SelfTransfer.Reply();
        var made = await requests.MakeRequestAsync(
            new NewPaymentRequest(RequestId.New(time), payee, payer, amount, note, lifetime, key));
        return RequestReplies.Of(made, options.Currency, context.Response);
    }

    private static async Task<Results<OkReply<RequestedPaymentsBody>, ProblemResult>> ListAsync(
        HttpRequest request, ClaimsPrincipal user, IPaymentRequestStore requests, WalletApiOptions options) =>
        RequestParameters.Read(request, user.Caller().Wallet, out var errors) is { } query
            ? JsonReplies.Ok(RequestedPaymentsBody.Of(
                query, await requests.ReadRequestsAsync(query), options.Currency))
            : errors.Reply();

    private static async Task<Results<OkReply<RequestedPaymentBody>, ProblemResult>> FindAsync(
        string requestId, ClaimsPrincipal user, IPaymentRequestStore requests, WalletApiOptions options)
    {
        var caller = user.Caller().Wallet;
        // Text that is no ID is nobody's request, and a stranger's does not exist either.
        return RequestId.TryParse(requestId, out var id)
            && await requests.FindRequestAsync(id) is { } request
            && (request.Payee == caller || request.Payer == caller)
            ? JsonReplies.Ok(RequestedPaymentBody.Of(request, options.Currency))
            : Problem.NotFound.Reply();
    }

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> PayAsync(
        string requestId, PayRequestBody body, ClaimsPrincipal user, HttpContext context, ITransferService transfers,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var pin = errors.Require(Fields.Pin, body.Pin);
        if (errors.Any)
            return errors.Reply();
        if (!RequestId.TryParse(requestId, out var id))
            return Problem.NotFound.Reply();

        var caller = user.Caller();
        var outcome = await transfers.PayRequestAsync(caller, id, pin);
        return RequestReplies.Of(outcome, caller.Wallet, options.Currency, context.Response);
    }

    private static async Task<Results<OkReply<RequestedPaymentBody>, ProblemResult>> DeclineAsync(
        string requestId, ClaimsPrincipal user, IPaymentRequestStore requests, WalletApiOptions options) =>
        RequestId.TryParse(requestId, out var id)
            ? RequestReplies.Of(await requests.DeclineRequestAsync(id, user.Caller().Wallet), options.Currency)
            : Problem.NotFound.Reply();

    private static async Task<Results<OkReply<RequestedPaymentBody>, ProblemResult>> CancelAsync(
        string requestId, ClaimsPrincipal user, IPaymentRequestStore requests, WalletApiOptions options) =>
        RequestId.TryParse(requestId, out var id)
            ? RequestReplies.Of(await requests.CancelRequestAsync(id, user.Caller().Wallet), options.Currency)
            : Problem.NotFound.Reply();

    private static async Task<Results<NoContent, ProblemResult>> BlockAsync(
        string walletId, ClaimsPrincipal user, IPaymentRequestStore requests) =>
        WalletId.TryParse(walletId, out var payee)
        && await requests.BlockPayeeAsync(user.Caller().Wallet, payee)
            ? TypedResults.NoContent()
            : Problem.NotFound.Reply();

    private static async Task<Results<NoContent, ProblemResult>> UnblockAsync(
        string walletId, ClaimsPrincipal user, IPaymentRequestStore requests)
    {
        if (!WalletId.TryParse(walletId, out var payee))
            return Problem.NotFound.Reply();
        await requests.UnblockPayeeAsync(user.Caller().Wallet, payee);
        return TypedResults.NoContent();
    }
}
