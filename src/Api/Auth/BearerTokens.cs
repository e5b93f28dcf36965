using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>What makes an access token valid.</summary>
internal static class BearerTokens
{
    public const string Issuer = "wallet";
    public const string Audience = "wallet";
    public const string Type = "JWT";
    public const string WalletClaim = "wallet";
    public const string GenerationClaim = "gen";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static SymmetricSecurityKey KeyOf(NamedKey key) => new(key.Value) { KeyId = key.Id };

    public static void AddBearerTokens(this IServiceCollection services)
    {
        // Not AddAuthentication: that brings data protection along, which would keep keys of its own in somebody's home
        // folder.
        services.AddAuthenticationCore(static options =>
            options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoSchemeConfiguration>();
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TokenKeys, TimeProvider>(static (options, keys, time) =>
        {
            options.MapInboundClaims = false;
            options.SaveToken = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                ValidTypes = [Type],
                ValidIssuer = Issuer,
                ValidAudience = Audience,
                IssuerSigningKeys = [.. keys.All.Select(KeyOf)],
                // The kid names the key; a token that names none of ours was not made here.
                TryAllIssuerSigningKeys = false,
                RequireExpirationTime = true,
                ClockSkew = TimeSpan.Zero,
                LifetimeValidator = (notBefore, expires, _, _) =>
                    time.GetUtcNow().UtcDateTime is var now && expires is { } end && now < end
                        && (notBefore is not { } start || start <= now),
            };
        });
    }
}
