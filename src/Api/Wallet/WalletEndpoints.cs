using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
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
            .WithDescription("Every change that was acknowledged before the call is in the balance. With at, the "
                + "balance that stood at that moment: 0 before the first entry, and the present one for a moment to "
                + "come. What was under way then can still be dated before it for some seconds. held is what is left "
                + "of the holds that the caller pays for, which is not in the balance; null with at.")
            .Takes(new DescribedParameter("at", ParameterLocation.Query, typeof(DateTimeOffset),
                "A moment; ISO 8601 with Z or an offset, at most six fractional digits."))
            .Refuses(Problem.InvalidRequest);
        wallet.MapGet("/qr", GetQr).WithName("getWalletQr")
            .WithSummary("Get a QR code to be paid by")
            .WithDescription("An SVG of a UPI link: upi://pay with the wallet as pa, and amount (am, cu) and note (tn) "
                + "where they are said.")
            .Takes(
                new DescribedParameter("amount", ParameterLocation.Query, typeof(Amount), "How much, in minor units."),
                new DescribedParameter("note", ParameterLocation.Query, typeof(Note), "What for."))
            .Refuses(Problem.InvalidRequest);
        wallet.MapPost("/transfer", TransferAsync).WithName("transfer")
            .WithSummary("Send money")
            .WithDescription("The same request with the same key has the same answer for ever and moves money once.")
            .TakesKey()
            .Refuses([
                Problem.SelfTransfer, Problem.LimitExceeded, Problem.PinLocked, Problem.WrongPin,
                .. KeyedRequest.Problems,
            ]);
        // Where there is no play money, there is no such call.
        if (options.Sandbox)
            wallet.MapPost("/deposit", DepositAsync).WithName("deposit")
                .WithSummary("Get play money")
                .WithDescription("From the issuer, only in a sandbox. Keys are shared with transfers.")
                .TakesKey()
                .Refuses([.. KeyedRequest.Problems]);
    }

    private static async Task<Results<OkReply<WalletBody>, ProblemResult>> GetAsync(
        HttpRequest request, ClaimsPrincipal user, ILedger ledger, IHoldStore holds, WalletApiOptions options)
    {
        var query = new RequestQuery(request, "at");
        var at = HistoryParameters.ReadTime(query, "at");
        if (query.Errors.Any)
            return query.Errors.Reply();

        var id = user.Caller().Wallet;
        long? held = at is null ? await holds.FindHeldAsync(id) : null;
        var found = at is { } moment ? await ledger.FindWalletAtAsync(id, moment) : await ledger.FindWalletAsync(id);
        return found is { } wallet
            ? JsonReplies.Ok(new WalletBody(
                wallet.Id, wallet.BalanceMinor, held, options.Currency, wallet.CreatedAt, wallet.Sequence))
            : new ProblemResult(Problem.Unauthenticated) { Challenge = BearerTokens.InvalidTokenChallenge };
    }

    private static Results<QrReply, ProblemResult> GetQr(
        HttpRequest request, ClaimsPrincipal user, WalletApiOptions options)
    {
        var query = new RequestQuery(request, Fields.Amount.Name, Fields.Note.Name);
        Amount? amount = null;
        if (query.Find(Fields.Amount.Name) is { } text)
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                && Amount.TryFrom(minor, out var parsed))
                amount = parsed;
            else
                query.Errors.Add(Fields.Amount.Name, Fields.Amount.Rule);
        }

        Note? note = query.Find(Fields.Note.Name) is { } words ? query.Errors.Require(Fields.Note, words) : null;
        return query.Errors.Any
            ? query.Errors.Reply()
            : new QrReply(PaymentLink.Of(user.Caller().Wallet, options.Currency, amount, note));
    }

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
