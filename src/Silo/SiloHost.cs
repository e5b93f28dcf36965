using System.Net;
using Orleans.Configuration;
using Wallet.Cluster;
using Wallet.Dashboard;
using Wallet.Grains;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary>A process that holds grains: an Orleans server with the ledger, the gate and the lockouts' storage, and a
/// port for health checks.</summary>
public static class SiloHost
{
    /// <summary>Where the health checks are served by default.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5090";

    /// <summary>Where it serves operators by default.</summary>
    public const string DefaultOperatorUrl = "http://127.0.0.1:5091";

    /// <summary>Opens the stores and builds the host; it is ready to be started.</summary>
    /// <param name="args">The command line: settings.</param>
    /// <param name="configure">What a test changes before the host is built.</param>
    /// <exception cref="StartException">A setting is missing or bad, or a store can't be used.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WalletHostBuilder.CreateBuilder(args, DefaultUrl);
        configure?.Invoke(builder);
        var settings = ClusterSettings.Read(
            builder.Configuration, builder.Environment.IsEnvironment("Testing"), ClusterSettings.NeededBySilo);
        Listeners.Add(builder, settings.Wallet.Operator, DefaultOperatorUrl);
        var member = settings.Wallet.Cluster;
        var address = member.FindAddress() ?? IPAddress.Loopback;
        await FreePort.CheckAsync(address, member.SiloPort, "Wallet:Cluster:SiloPort");
        await FreePort.CheckAsync(address, member.GatewayPort, "Wallet:Cluster:GatewayPort");
        var time = builder.Services.FindTime();
        var lockouts = new LockoutsDatabase(settings.ConnectionStrings.Lockouts);
        await lockouts.CheckSchemaAsync();

        builder.Services.AddSiloServices(settings, await OpenLedger.OpenAsync(settings, time));
        builder.Services.AddSingleton(OpenLedger.Operator(settings, time));
        builder.Services.AddSingleton(lockouts);
        builder.AddTelemetry("wallet-silo", settings.Wallet.Telemetry);
        builder.Services.AddSiloHealth();
        builder.Services.AddHostedService<ForgottenLockouts>();
        builder.UseOrleans(silo =>
        {
            Configure(silo, settings, lockouts);
            silo.AddOrleansDashboard(settings.Wallet.Operator);
        });

        var app = builder.Build();
        app.Services.HoldStores();
        app.MapOperatorListener(static operators => operators.MapHealth());
        app.MapHealth();
        return app;
    }

    private static void Configure(ISiloBuilder silo, ClusterSettings settings, LockoutsDatabase lockouts)
    {
        var member = settings.Wallet.Cluster;
        silo.Configure<ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (member.Id, ClusterSettings.ServiceId));
        var redis = RedisConnections.ForClustering(settings);
        silo.UseRedisClustering(clustering => clustering.ConfigurationOptions = redis);
        if (member.FindAddress() is { } address)
            silo.ConfigureEndpoints(address, member.SiloPort, member.GatewayPort);
        else
            silo.ConfigureEndpoints(member.SiloPort, member.GatewayPort, listenOnAnyHostAddress: true);
        silo.AddDoors(member);
        silo.Services.AddSingleton<IIncomingGrainCallFilter, CallsOfGateways>();
        silo.AddLockoutStorage(lockouts.ConnectionString);
        silo.AddWalletGrains(settings.Wallet.Sandbox, settings.Wallet.Pin.ToOptions());
        // A silo that died or stands still is missed by everybody if it has the ledger's grain. Three seconds without
        // an answer tell it from one that collects garbage or waits for a busy machine; a silo that is given up wrongly
        // ends itself, and its supervisor starts it again.
        silo.Configure<ClusterMembershipOptions>(static membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            // A silo that stands still answers no probe, but for three times as long as this after its last word it
            // counts as alive all the same. By default that would be 24 s here.
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(1);
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            // Nobody is left to declare the silos of a cluster dead that was killed as a whole. Orleans takes them for
            // dead when they have missed three signs of life, but a silo that starts before looks only once: it gives
            // up soon instead of late, and its supervisor starts it again.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.MaxJoinAttemptTime = TimeSpan.FromSeconds(20);
            // Otherwise a silo that has tried for so long may evict itself, and end by a fatal error in the moment in
            // which it has joined.
            membership.EvictWhenMaxJoinAttemptTimeExceeded = false;
        });
    }
}
