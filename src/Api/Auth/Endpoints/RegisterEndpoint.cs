using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>POST /auth/register</c></summary>
internal sealed class RegisterEndpoint(AccountService accounts)
{
    private static readonly BodyShape Shape =
        new("RegisterRequest", Fields.Email, Fields.ChosenPassword, Fields.ChosenPin);

    public static readonly ApiCall Call = new("POST", "/auth/register", "register", "Register and get a wallet")
    {
        Tag = AuthFeature.Tag,
        Description = "The wallet's ID is made from the name in the e-mail address, made unique, and never changes.",
        RateLimited = true,
        Body = Shape,
        Success = StatusCodes.Status201Created,
        SuccessBody = typeof(RegisteredBody),
        Problems = [Problem.EmailTaken, Problem.Busy, Problem.Unavailable],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context)
    {
        var (form, refusal) = await RequestBody.ReadAsync(context, Shape);
        if (form is null)
            return refusal!;
        form.Take(Fields.Email, out var email);
        form.Take(Fields.ChosenPassword, out var password);
        form.Take(Fields.ChosenPin, out var pin);
        if (form.Errors.Any)
            return form.Errors.Reply();

        var result = await accounts.RegisterAsync(email, password, pin);
        return result.Verdict switch
        {
            RegisterVerdict.Registered =>
                new JsonReply<RegisteredBody>(StatusCodes.Status201Created,
                    new RegisteredBody(result.User, result.Wallet), ApiJson.Default.RegisteredBody),
            RegisterVerdict.EmailTaken => Problem.EmailTaken.Reply(),
            RegisterVerdict.Busy => Problem.Busy.Reply(TimeSpan.FromSeconds(1)),
            _ => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1)),
        };
    }
}

/// <summary>A user who has just registered.</summary>
internal sealed record RegisteredBody(UserId UserId, WalletId WalletId);
