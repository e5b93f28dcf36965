using System.Globalization;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>What a valid token says.</summary>
internal sealed record VerifiedToken(Caller Caller, int Generation, Timestamp ExpiresAt)
{
    /// <summary>Reads the claims of a token whose signature and times have been verified; null if they are not this
    /// API's.</summary>
    public static VerifiedToken? Of(ClaimsPrincipal principal) =>
        Guid.TryParseExact(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), "N", out var user)
        && WalletId.TryParse(principal.FindFirstValue(BearerTokens.WalletClaim), out var wallet)
        && int.TryParse(principal.FindFirstValue(BearerTokens.GenerationClaim), NumberStyles.None,
        CultureInfo.InvariantCulture, out var generation)
        && long.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Exp), NumberStyles.None,
        CultureInfo.InvariantCulture, out var expires)
        && expires <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new VerifiedToken(new Caller(new UserId(user), wallet), generation,
            Timestamp.From(DateTimeOffset.FromUnixTimeSeconds(expires)))
            : null;
}
