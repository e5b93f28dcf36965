using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>Registering, signing in, and changing secrets.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/auth").WithTags("Auth").WithMetadata(AuthRateLimiter.Limited);
        // The lockouts' grains say in the log whose attempt it was that they could not count.
        auth.AddEndpointFilter(static (context, next) =>
        {
            RequestIds.Send(context.HttpContext.TraceIdentifier);
            return next(context);
        });
        auth.MapPost("/register", RegisterAsync).WithName("register")
            .WithSummary("Register and get a wallet")
            .WithDescription("The wallet's ID is made from the name in the e-mail address, made unique, and "
                + "never changes. Whoever is about to pay sees the user's own name, masked.")
            .Refuses(Problem.EmailTaken, Problem.Busy, Problem.Unavailable);
        auth.MapPost("/login", LoginAsync).WithName("login")
            .WithSummary("Sign in and get an access token")
            .WithDescription("An unknown e-mail and a wrong password have the same answer.")
            .Refuses(Problem.InvalidCredentials, Problem.SignInLocked, Problem.Busy, Problem.Unavailable);
        auth.MapPost("/pin", ChangePinAsync).RequireAuthorization().WithName("changePin")
            .WithSummary("Change the PIN")
            .WithDescription("The old PIN is guarded as in a transfer: five wrong ones in a row lock it.")
            .Refuses(Problem.WrongPin, Problem.PinLocked, Problem.Busy);
        auth.MapPost("/password", ChangePasswordAsync).RequireAuthorization().WithName("changePassword")
            .WithSummary("Change the password")
            .WithDescription("The old password is guarded as in signing in. "
                + "All earlier access tokens end, the one of this call too.")
            .Refuses(Problem.InvalidCredentials, Problem.SignInLocked, Problem.Busy);
    }

    private static async Task<Results<CreatedReply<RegisteredBody>, ProblemResult>> RegisterAsync(
        RegisterRequestBody body, AccountService accounts)
    {
        var errors = FieldErrors.OfBody();
        var email = errors.Require(Fields.Email, body.Email);
        var password = errors.Require(Fields.ChosenPassword, body.Password);
        var pin = errors.Require(Fields.ChosenPin, body.Pin);
        PersonName? name = body.Name is null ? null : errors.Require(Fields.PersonName, body.Name);
        if (errors.Any)
            return errors.Reply();

        var result = await accounts.RegisterAsync(email, password, pin, name);
        return result.Verdict switch
        {
            RegisterVerdict.Registered =>
                JsonReplies.Created(new RegisteredBody(result.User, result.Wallet)),
            RegisterVerdict.EmailTaken => Problem.EmailTaken.Reply(),
            RegisterVerdict.Busy => Problem.Busy.Reply(TimeSpan.FromSeconds(1)),
            _ => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1)),
        };
    }

    private static async Task<Results<OkReply<TokenBody>, ProblemResult>> LoginAsync(
        LoginRequestBody body, HttpContext context, AccountService accounts, TokenIssuer tokens)
    {
        var errors = FieldErrors.OfBody();
        var email = errors.Require(Fields.Email, body.Email);
        var password = errors.Require(Fields.Password, body.Password);
        if (errors.Any)
            return errors.Reply();

        var result = await accounts.SignInAsync(email, password, ClientAddress.Of(context));
        return result.User is { } user
            ? JsonReplies.Ok(new TokenBody(
                tokens.Issue(user), "Bearer", (int)BearerTokens.Lifetime.TotalSeconds, user.Wallet))
            : SecretReplies.OfPassword(result.Check);
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangePinAsync(
        ChangePinRequestBody body, ClaimsPrincipal user, IPinChanger pins)
    {
        var errors = FieldErrors.OfBody();
        var pin = errors.Require(Fields.Pin, body.Pin);
        var newPin = errors.Require(Fields.NewPin, body.NewPin);
        if (errors.Any)
            return errors.Reply();

        var check = await pins.ChangeAsync(user.Caller(), pin, newPin);
        return check.Verdict == SecretVerdict.Verified ? TypedResults.NoContent() : SecretReplies.OfPin(check);
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangePasswordAsync(
        ChangePasswordRequestBody body, ClaimsPrincipal user, HttpContext context, AccountService accounts,
        ITokenGenerations generations)
    {
        var errors = FieldErrors.OfBody();
        var password = errors.Require(Fields.Password, body.Password);
        var newPassword = errors.Require(Fields.NewPassword, body.NewPassword);
        if (errors.Any)
            return errors.Reply();

        var id = user.Caller().User;
        try
        {
            var check = await accounts.ChangePasswordAsync(id, password, newPassword, ClientAddress.Of(context));
            return check.Verdict == SecretVerdict.Verified ? TypedResults.NoContent() : SecretReplies.OfPassword(check);
        }
        finally
        {
            // Whatever the answer is, the store may have taken the change.
            generations.Changed(id);
        }
    }
}
