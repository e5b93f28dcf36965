using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>POST /auth/password</c></summary>
internal sealed class ChangePasswordEndpoint(AccountService accounts, ITokenGenerations generations)
{
    private static readonly BodyShape Shape = new("ChangePasswordRequest", Fields.Password, Fields.NewPassword);

    public static readonly ApiCall Call = new("POST", "/auth/password", "changePassword", "Change the password")
    {
        Tag = AuthFeature.Tag,
        Description =
        "The old password is guarded as in signing in. All earlier access tokens end, the one of this call too.",
        SignedIn = true,
        RateLimited = true,
        Body = Shape,
        Success = StatusCodes.Status204NoContent,
        Problems = [Problem.InvalidCredentials, Problem.SignInLocked, Problem.Busy],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller)
    {
        var (form, refusal) = await RequestBody.ReadAsync(context, Shape);
        if (form is null)
            return refusal!;
        form.Take(Fields.Password, out var password);
        form.Take(Fields.NewPassword, out var newPassword);
        if (form.Errors.Any)
            return form.Errors.Reply();

        try
        {
            return SecretReplies.OfPassword(
                await accounts.ChangePasswordAsync(caller.User, password, newPassword, ClientAddress.Of(context)));
        }
        finally
        {
            // Whatever the answer is, the store may have taken the change.
            generations.Changed(caller.User);
        }
    }
}
