using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The caller's wallet: its balance, sending from it, and play money.</summary>
internal static class WalletEndpoints
{
    public static void MapWallet(this IEndpointRouteBuilder routes, WalletApiOptions options)
    {
        var wallet = routes.MapGroup("/wallet").WithTags("Wallet").RequireAuthorization().DisableRateLimiting();
        wallet.MapGet("", GetAsync).WithName("getWallet")
            .WithSummary("See the wallet and its balance")
            .WithDescription("Every change that was acknowledged before the call is in the balance.");
        wallet.MapPost("/transfer", TransferAsync).WithName("transfer")
            .WithSummary("Send money")
            .WithDescription("The same request with the same key has the same answer for ever and moves money once.")
            .TakesKey()
            .Refuses([Problem.SelfTransfer, Problem.PinLocked, Problem.WrongPin, .. KeyedRequest.Problems]);
        // Where there is no play money, there is no such call.
        if (options.Sandbox)
            wallet.MapPost("/deposit", DepositAsync).WithName("deposit")
                .WithSummary("Get play money")
                .WithDescription("From the issuer, only in a sandbox. Keys are shared with transfers.")
                .TakesKey()
                .Refuses([.. KeyedRequest.Problems]);
    }

    private static async Task<Results<OkReply<WalletBody>, ProblemResult>> GetAsync(
        ClaimsPrincipal user, ILedger ledger, WalletApiOptions options) =>
        await ledger.FindWalletAsync(user.Caller().Wallet) is { } wallet
            ? JsonReplies.Ok(new WalletBody(wallet.Id, wallet.BalanceMinor, options.Currency, wallet.CreatedAt))
            : new ProblemResult(Problem.Unauthenticated) { Challenge = BearerTokens.InvalidTokenChallenge };

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> TransferAsync(
        TransferRequestBody body, ClaimsPrincipal user, HttpContext context, ITransferService transfers,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var receiver = errors.Require(Fields.ReceiverWalletId, body.ReceiverWalletId);
        var amount = errors.Require(Fields.Amount, body.Amount);
        var pin = errors.Require(Fields.Pin, body.Pin);
        Note? note = body.Note is null ? null : errors.Require(Fields.Note, body.Note);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();

        var caller = user.Caller();
        var outcome = await transfers.TransferAsync(caller, new TransferRequest(receiver, amount, pin, key, note));
        return OutcomeReply.Of(outcome, caller.Wallet, options.Currency, context.Response);
    }

    private static async Task<Results<CreatedReply<TransferBody>, ProblemResult>> DepositAsync(
        DepositRequestBody body, ClaimsPrincipal user, HttpContext context, ITransferService transfers,
        WalletApiOptions options)
    {
        var errors = FieldErrors.OfBody();
        var amount = errors.Require(Fields.Amount, body.Amount);
        var key = KeyedRequest.TakeKey(context.Request, body.IdempotencyKey, errors);
        if (errors.Any)
            return errors.Reply();

        var caller = user.Caller();
        var outcome = await transfers.DepositAsync(caller, amount, key);
        return OutcomeReply.Of(outcome, caller.Wallet, options.Currency, context.Response);
    }
}
