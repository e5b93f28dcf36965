using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Wallet.Api;

/// <summary>What makes an access token valid, and what is answered where one is missing or is not.</summary>
internal static class BearerTokens
{
    public const string Issuer = "wallet";
    public const string Audience = "wallet";
    public const string Type = "JWT";
    public const string WalletClaim = "wallet";
    public const string GenerationClaim = "gen";

    /// <summary>The challenge for a token that is not valid (any more), RFC 6750, section 3.1.</summary>
    public const string InvalidTokenChallenge = "Bearer error=\"invalid_token\"";

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static void AddBearerTokens(this IServiceCollection services)
    {
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenMemory>();
        services.AddSingleton<TokenEvents>();
        services.AddScoped<IAuthenticationService, RememberedTokens>();
        AddAuthorization(services);
        // These three are AddAuthentication without data protection. That would make keys of its own when the host
        // starts, and keep them in somebody's home folder, for cookies that nobody has here.
        services.AddAuthenticationCore(static options =>
            options.DefaultScheme = JwtBearerDefaults.AuthenticationScheme);
        services.AddWebEncoders();
        services.AddSingleton<IAuthenticationConfigurationProvider, NoSchemeConfiguration>();
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TokenKeys, TimeProvider>(Configure);
    }

    // The framework makes each of these anew for each request, though none of them depends on one.
    private static void AddAuthorization(IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationService, DefaultAuthorizationService>();
        services.AddSingleton<IAuthorizationHandlerProvider, DefaultAuthorizationHandlerProvider>();
        services.AddSingleton<IAuthorizationHandlerContextFactory, DefaultAuthorizationHandlerContextFactory>();
        services.AddSingleton<IAuthorizationEvaluator, DefaultAuthorizationEvaluator>();
        services.AddSingleton<IAuthorizationHandler, PassThroughAuthorizationHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationMiddlewareResultHandler>();
        services.AddSingleton<IPolicyEvaluator, PolicyEvaluator>();
        services.AddAuthorization();
    }

    private static void Configure(JwtBearerOptions options, TokenKeys keys, TimeProvider time)
    {
        options.EventsType = typeof(TokenEvents);
        options.MapInboundClaims = false;
        options.SaveToken = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = [Type],
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            // The kid names the key; a token that names none of ours was not made here.
            IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid) is { } key ? [key] : [],
            TryAllIssuerSigningKeys = false,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.Zero,
            LifetimeValidator = (notBefore, expires, _, _) =>
                time.GetUtcNow().UtcDateTime is var now && expires is { } end && now < end
                    && (notBefore is not { } start || start <= now),
        };
    }

    /// <summary>What makes a token valid is decided in code: the framework's section <c>Authentication</c> must not be
    /// able to weaken it.</summary>
    private sealed class NoSchemeConfiguration : IAuthenticationConfigurationProvider
    {
        /// <inheritdoc/>
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
