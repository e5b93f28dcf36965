using System.ComponentModel.DataAnnotations;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The body of <c>POST /auth/register</c>.</summary>
internal sealed class RegisterRequestBody
{
    [Required, Shown(typeof(EmailAddress))]
    public string? Email { get; init; }

    [Required, Shown(typeof(ChosenPassword))]
    public string? Password { get; init; }

    [Required, Shown(typeof(ChosenPin))]
    public string? Pin { get; init; }

    [Shown(typeof(PersonName))]
    public string? Name { get; init; }
}

/// <summary>A user who has just registered.</summary>
internal sealed record RegisteredBody(UserId UserId, WalletId WalletId);

/// <summary>The body of <c>POST /auth/login</c>.</summary>
internal sealed class LoginRequestBody
{
    [Required, Shown(typeof(EmailAddress))]
    public string? Email { get; init; }

    [Required, Shown(typeof(Password))]
    public string? Password { get; init; }
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

/// <summary>The body of <c>POST /auth/pin</c>.</summary>
internal sealed class ChangePinRequestBody
{
    [Required, Shown(typeof(Pin))]
    public string? Pin { get; init; }

    [Required, Shown(typeof(ChosenPin))]
    public string? NewPin { get; init; }
}

/// <summary>The body of <c>POST /auth/password</c>.</summary>
internal sealed class ChangePasswordRequestBody
{
    [Required, Shown(typeof(Password))]
    public string? Password { get; init; }

    [Required, Shown(typeof(ChosenPassword))]
    public string? NewPassword { get; init; }
}
