using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>POST /wallet/transfer</c></summary>
internal sealed class TransferEndpoint(ITransferService transfers, WalletApiOptions options)
{
    private static readonly BodyShape Shape = new("TransferRequest", Fields.ReceiverWalletId, Fields.Amount, Fields.Pin)
    {
        Optional = [Fields.IdempotencyKey, Fields.Note],
    };

    public static readonly ApiCall Call = new("POST", "/wallet/transfer", "transfer", "Send money")
    {
        Tag = WalletFeature.Tag,
        Description = "The same request with the same key has the same answer for ever and moves money once.",
        SignedIn = true,
        Idempotent = true,
        Body = Shape,
        Parameters = [KeyedRequest.Header],
        Success = StatusCodes.Status201Created,
        SuccessBody = typeof(TransferBody),
        HasLocation = true,
        Problems = [Problem.SelfTransfer, Problem.PinLocked, Problem.WrongPin, .. KeyedRequest.Problems],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller)
    {
        var (form, refusal) = await RequestBody.ReadAsync(context, Shape);
        if (form is null)
            return refusal!;
        form.Take(Fields.ReceiverWalletId, out var receiver);
        form.Take(Fields.Amount, out var amount);
        form.Take(Fields.Pin, out var pin);
        var note = form.TryTake(Fields.Note, out var text) ? text : (Note?)null;
        var key = KeyedRequest.TakeKey(context, form);
        return form.Errors.Any
            ? form.Errors.Reply()
            : OutcomeReply.Of(await transfers.TransferAsync(
            caller, new TransferRequest(receiver, amount, pin, key, note)), caller.Wallet, options.Currency);
    }
}
