using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>The HTTP surface that every host of the wallet shares.</summary>
public static class WalletApi
{
    /// <summary>
    /// Adds what the surface needs. Money and lockouts are behind grains, which the host brings in as a silo or as a
    /// client of one. It also registers <see cref="ILedger"/> and <see cref="IUserStore"/>, <see cref="SecretHasher"/>
    /// and <see cref="HashingQueue"/>, <see cref="ITokenGenerations"/>, <see cref="TokenKeys"/>, and any number of
    /// <see cref="IReadinessCheck"/>.
    /// </summary>
    public static void AddWalletApi(this WebApplicationBuilder builder, WalletApiOptions options)
    {
        KestrelLimits.Apply(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenMemory>();
        services.AddSingleton<CallerAuthenticator>();
        services.AddSingleton<AuthRateLimiter>();
        services.AddSingleton<ITransferService, GrainTransferService>();
        services.AddSingleton<IPinChanger, GrainPinChanger>();
        services.AddSingleton<ISignInLockout, GrainSignInLockout>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<IReadinessCheck, CommitterReadiness>();
        services.AddSingleton(static all => new Readiness(
            all.GetServices<IReadinessCheck>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddBearerTokens();
        services.AddWalletOpenApi();
        if (options.TrustedProxies.Count > 0)
            services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, options));
        // The framework's own switch believes every sender; the setting of this project names who is believed.
        builder.Configuration["ForwardedHeaders_Enabled"] = "false";
    }

    /// <summary>Maps every endpoint.</summary>
    public static void MapWalletApi(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<WalletApiOptions>();
        if (options.TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
        app.Use(new ResponseRules(app.Services.GetRequiredService<ILogger<ResponseRules>>()).Apply);
        app.MapWhen(
            static context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal),
            static branch => branch.UseSwaggerUI(static ui => ui.SwaggerEndpoint(OpenApiFeature.Path, "Wallet")));
        // Without this, the framework puts a middleware of its own in front that verifies every token anew, beside the
        // memory of verified ones.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseRouting();

        var routes = new ApiRoutes(app);
        routes.MapAuth();
        routes.MapWallet(options);
        routes.MapTransfers();
        routes.MapTransactions();
        routes.MapHealth();
        OpenApiEndpoint.Map(app);
    }

    private static void Trust(ForwardedHeadersOptions forwarded, WalletApiOptions options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        // As far back as every hop is trusted, however many there are.
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.TrustedProxies)
            forwarded.KnownIPNetworks.Add(network);
    }
}
