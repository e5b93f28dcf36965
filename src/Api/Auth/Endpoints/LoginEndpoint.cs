using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>POST /auth/login</c></summary>
internal sealed class LoginEndpoint(AccountService accounts, TokenIssuer tokens)
{
    private static readonly BodyShape Shape = new("LoginRequest", Fields.Email, Fields.Password);

    public static readonly ApiCall Call = new("POST", "/auth/login", "login", "Sign in and get an access token")
    {
        Tag = AuthFeature.Tag,
        Description = "An unknown e-mail and a wrong password have the same answer.",
        RateLimited = true,
        Body = Shape,
        Success = StatusCodes.Status200OK,
        SuccessBody = typeof(TokenBody),
        Problems = [Problem.InvalidCredentials, Problem.SignInLocked, Problem.Busy, Problem.Unavailable],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context)
    {
        var (form, refusal) = await RequestBody.ReadAsync(context, Shape);
        if (form is null)
            return refusal!;
        form.Take(Fields.Email, out var email);
        form.Take(Fields.Password, out var password);
        if (form.Errors.Any)
            return form.Errors.Reply();

        var result = await accounts.SignInAsync(email, password, ClientAddress.Of(context));
        return result.User is { } user
            ? new JsonReply<TokenBody>(
                StatusCodes.Status200OK,
                new TokenBody(tokens.Issue(user), "Bearer", (int)BearerTokens.Lifetime.TotalSeconds, user.Wallet),
                ApiJson.Default.TokenBody)
            : SecretReplies.OfPassword(result.Check);
    }
}

/// <summary>An access token.</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">How long it is valid, in seconds.</param>
/// <param name="WalletId">The user's wallet.</param>
internal sealed record TokenBody(string AccessToken, string TokenType, int ExpiresIn, WalletId WalletId)
{
    public override string ToString() => "***";
}
