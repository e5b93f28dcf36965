using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>The HTTP surface that every host of the wallet shares.</summary>
public static class WalletApi
{
    /// <summary>
    /// Adds what the surface needs. Money and lockouts are behind grains, which the host brings in as a silo or as a
    /// client of one. It also registers <see cref="ILedger"/> and <see cref="IUserStore"/>, <see cref="SecretHasher"/>
    /// and <see cref="HashingQueue"/>, <see cref="ITokenGenerations"/>, <see cref="TokenKeys"/>, and any number of
    /// health checks.
    /// </summary>
    public static void AddWalletApi(this WebApplicationBuilder builder, WalletApiOptions options)
    {
        KestrelLimits.Apply(builder);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton<ITransferService, GrainTransferService>();
        services.AddSingleton<IPinChanger, GrainPinChanger>();
        services.AddSingleton<ILimitSetter, GrainLimitSetter>();
        services.AddSingleton<ISignInLockout, GrainSignInLockout>();
        services.AddSingleton<AccountService>();
        services.AddReadiness().AddPart("cluster", static all =>
            new(all.GetRequiredService<IGrainFactory>().CommitterHealth().IsReadyAsync()));
        services.AddBearerTokens();
        services.AddSingleton<StatementTurns>();
        services.AddSingleton<PayeeLookUps>();
        services.AddSingleton<AuthRateLimiter>();
        services.AddRateLimiter(static limits => limits.OnRejected = AuthRateLimiter.RejectAsync);
        services.AddOptions<RateLimiterOptions>().Configure<AuthRateLimiter>(static (limits, limiter) =>
            limits.GlobalLimiter = limiter);
        services.ConfigureHttpJsonOptions(ApiJson.Configure);
        // So that whoever sent a body learns which member is wrong, and not in a developer's environment alone.
        services.Configure<RouteHandlerOptions>(static handlers => handlers.ThrowOnBadRequest = true);
        services.AddProblemDetails(static problems => problems.CustomizeProblemDetails = static problem =>
            // A recorded refusal is replayed byte for byte, so nothing of one request is in it.
            problem.ProblemDetails.Extensions.Remove("traceId"));
        services.AddExceptionHandler<ExceptionAnswers>();
        services.AddOperatorApi();
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
        app.Use(new RequestIdentity(app.Services.GetRequiredService<RequestSampling>(),
            app.Services.GetRequiredService<ILoggerFactory>()).InvokeAsync);
        app.UseExceptionHandler();
        // A status without a body: the router's 404 and 405.
        app.UseStatusCodePages(static status =>
            Problem.OfStatus(status.HttpContext.Response.StatusCode)?.Reply().ExecuteAsync(status.HttpContext)
                ?? Task.CompletedTask);
        app.MapOperatorApi();
        app.MapWhen(
            static context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal),
            static branch => branch.UseSwaggerUI(static ui => ui.SwaggerEndpoint(OpenApiSetup.Path, "Wallet")));
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(JsonBodies.InvokeAsync);

        var api = app.MapGroup("");
        api.MapAuth();
        api.MapWallet(options);
        api.MapLimits();
        api.MapTransfers();
        api.MapHolds();
        api.MapPaymentRequests();
        api.MapTransactions();
        api.MapStatements();
        api.MapPayees();
        api.MapHealth();
        ((IEndpointConventionBuilder)api).Finally(JsonBodies.AcceptAnyMediaType);
        app.MapOpenApiDocument(OpenApiSetup.Path, OpenApiSetup.ClientsDocument);
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
