using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>POST /auth/pin</c></summary>
internal sealed class ChangePinEndpoint(IPinChanger pins)
{
    private static readonly BodyShape Shape = new("ChangePinRequest", Fields.Pin, Fields.NewPin);

    public static readonly ApiCall Call = new("POST", "/auth/pin", "changePin", "Change the PIN")
    {
        Tag = AuthFeature.Tag,
        Description = "The old PIN is guarded as in a transfer: five wrong ones in a row lock it.",
        SignedIn = true,
        RateLimited = true,
        Body = Shape,
        Success = StatusCodes.Status204NoContent,
        Problems = [Problem.WrongPin, Problem.PinLocked, Problem.Busy],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller)
    {
        var (form, refusal) = await RequestBody.ReadAsync(context, Shape);
        if (form is null)
            return refusal!;
        form.Take(Fields.Pin, out var pin);
        form.Take(Fields.NewPin, out var newPin);
        return form.Errors.Any ? form.Errors.Reply() : SecretReplies.OfPin(await pins.ChangeAsync(caller, pin, newPin));
    }
}
