using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>POST /wallet/deposit</c></summary>
internal sealed class DepositEndpoint(ITransferService transfers, WalletApiOptions options)
{
    private static readonly BodyShape Shape = new("DepositRequest", Fields.Amount)
    { Optional = [Fields.IdempotencyKey] };

    public static readonly ApiCall Call = new("POST", "/wallet/deposit", "deposit", "Get play money")
    {
        Tag = WalletFeature.Tag,
        Description = "From the issuer, only in a sandbox. Keys are shared with transfers.",
        SignedIn = true,
        Idempotent = true,
        Body = Shape,
        Parameters = [KeyedRequest.Header],
        Success = StatusCodes.Status201Created,
        SuccessBody = typeof(TransferBody),
        HasLocation = true,
        Problems = KeyedRequest.Problems,
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller)
    {
        var (form, refusal) = await RequestBody.ReadAsync(context, Shape);
        if (form is null)
            return refusal!;
        form.Take(Fields.Amount, out var amount);
        var key = KeyedRequest.TakeKey(context, form);
        return form.Errors.Any
            ? form.Errors.Reply()
            : OutcomeReply.Of(await transfers.DepositAsync(caller, amount, key), caller.Wallet, options.Currency);
    }
}
