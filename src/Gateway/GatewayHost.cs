using Wallet.Api;
using Wallet.Cluster;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Gateway;

/// <summary>A process that serves HTTP: the shared surface before the grains. It keeps nothing, so there may be any
/// number of it.</summary>
public static class GatewayHost
{
    /// <summary>Where it listens by default.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Where it serves operators by default.</summary>
    public const string DefaultOperatorUrl = "http://127.0.0.1:5081";

    // How long a gateway that starts before any silo waits for one.
    private static readonly TimeSpan WaitForSilos = TimeSpan.FromSeconds(60);

    /// <summary>Opens the ledger for reading and builds the host; it is ready to be started.</summary>
    /// <param name="args">The command line: settings.</param>
    /// <param name="configure">What a test changes before the host is built.</param>
    /// <exception cref="StartException">A setting is missing or bad, or the ledger can't be opened.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WalletHostBuilder.CreateBuilder(args, DefaultUrl);
        configure?.Invoke(builder);
        var settings = ClusterSettings.Read(
            builder.Configuration, builder.Environment.IsEnvironment("Testing"), ClusterSettings.NeededByGateway);
        Listeners.Add(builder, settings.Wallet.Operator, DefaultOperatorUrl);
        var time = builder.Services.FindTime();
        builder.AddTelemetry("wallet-gateway", settings.Wallet.Telemetry);
        builder.AddWalletApi(WalletApiOptions.From(settings.Wallet));
        builder.Services.AddStores(settings, await OpenLedger.OpenAsync(settings, time));
        builder.Services.AddSingleton(all => all.GetService<LiveKeys>() is { } live
            ? TokenKeys.In(live)
            : new TokenKeys(settings.Wallet.SigningKeys));
        builder.Services.AddSingleton<ITokenGenerations, SharedTokenGenerations>();
        builder.Services.AddReadiness().AddPart("ledger", static all =>
            all.GetRequiredService<ILedger>().IsReadyAsync());
        builder.UseOrleansClient(client => client.JoinCluster(settings, ClusterRole.Gateway, WaitForSilos));

        var app = builder.Build();
        app.Services.HoldStores();
        app.MapWalletApi();
        return app;
    }
}
