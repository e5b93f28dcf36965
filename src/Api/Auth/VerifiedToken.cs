using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>What a valid token says, and the key that verified it. Neither its text nor its claims are kept.</summary>
internal sealed record VerifiedToken(Caller Caller, int Generation, Timestamp ExpiresAt, SecurityKey Key)
{
    private static readonly AuthenticationProperties NoProperties = new();

    /// <summary>Who is signed in by it. One for all requests that bring the token, and never changed.</summary>
    public ClaimsPrincipal Principal => Success.Result.Principal!;

    /// <summary>What the framework is told when the token is remembered, one for all requests too.</summary>
    public Task<AuthenticateResult> Success { get; } = Task.FromResult(AuthenticateResult.Success(
        new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(Caller)), NoProperties,
            JwtBearerDefaults.AuthenticationScheme)));

    /// <summary>Reads the claims of a token whose signature and times have been verified; null if they are not this
    /// API's.</summary>
    public static VerifiedToken? Of(ClaimsPrincipal claims, SecurityKey key) =>
        Guid.TryParseExact(claims.FindFirstValue(JwtRegisteredClaimNames.Sub), "N", out var user)
        && WalletId.TryParse(claims.FindFirstValue(BearerTokens.WalletClaim), out var wallet)
        && int.TryParse(claims.FindFirstValue(BearerTokens.GenerationClaim), NumberStyles.None,
            CultureInfo.InvariantCulture, out var generation)
        && long.TryParse(claims.FindFirstValue(JwtRegisteredClaimNames.Exp), NumberStyles.None,
            CultureInfo.InvariantCulture, out var expires)
        && expires <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new VerifiedToken(new Caller(new UserId(user), wallet), generation,
                Timestamp.From(DateTimeOffset.FromUnixTimeSeconds(expires)), key)
            : null;
}

/// <summary>Who is signed in, in the place where ASP.NET Core keeps it.</summary>
internal sealed class CallerIdentity(Caller caller) : ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme)
{
    public Caller Caller { get; } = caller;
}

/// <summary>How an endpoint learns who calls it.</summary>
internal static class CallerExtensions
{
    /// <summary>Who calls, for an endpoint that requires authorization.</summary>
    public static Caller Caller(this ClaimsPrincipal user) => ((CallerIdentity)user.Identity!).Caller;
}
