using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Makes access tokens, signed with the current key.</summary>
internal sealed class TokenIssuer(TokenKeys keys, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token for a user who has just signed in.</summary>
    public string Issue(User user)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = BearerTokens.Issuer,
            Audience = BearerTokens.Audience,
            TokenType = BearerTokens.Type,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + BearerTokens.Lifetime,
            SigningCredentials = keys.Signing,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = user.Id.ToString(),
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
                [BearerTokens.WalletClaim] = user.Wallet.Value,
                [BearerTokens.GenerationClaim] = user.TokenGeneration,
            },
        });
    }
}
