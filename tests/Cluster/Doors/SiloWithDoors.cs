using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Wallet.Cluster.Tests.Hosts;
using Wallet.Cluster.Tests.Servers;
using Wallet.Core;
using Wallet.Silo;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Doors;

/// <summary>A real silo with TLS in the test's process, its log, and clients of Orleans' own that come to it.</summary>
internal sealed class SiloWithDoors : IAsyncDisposable
{
    private readonly ClusterGround _ground;
    private readonly LogCapture _log = new();
    private WebApplication? _app;

    private SiloWithDoors(ClusterGround ground) => _ground = ground;

    /// <summary>The port for silos.</summary>
    public int SiloPort { get; } = ServerProcess.FreePort();

    /// <summary>The port for gateways.</summary>
    public int GatewayPort { get; } = ServerProcess.FreePort();

    /// <summary>The certificates of its cluster.</summary>
    public TestCertificates Certificates => _ground.Certificates!;

    /// <summary>The ledger behind it.</summary>
    public ILedger Ledger => _app!.Services.GetRequiredService<ILedger>();

    /// <summary>The users beside it.</summary>
    public IUserStore Users => _app!.Services.GetRequiredService<IUserStore>();

    /// <summary>The lines of its log that the doors wrote.</summary>
    public string[] Lines => [.. _log.Text.Split('\n').Where(static line =>
        line.StartsWith("Warning Wallet.Cluster.", StringComparison.Ordinal)
        || line.StartsWith("Information Wallet.Cluster.", StringComparison.Ordinal))];

    /// <summary>All of its log.</summary>
    public string LogText => _log.Text;

    /// <summary>Starts one.</summary>
    public static async Task<SiloWithDoors> StartAsync(TestServers servers, TimeProvider? time = null)
    {
        var silo = new SiloWithDoors(await ClusterGround.CreateAsync(servers, tls: true));
        silo._app = await SiloHost.BuildAsync(
            silo._ground.Arguments(ClusterRole.Silo, "--urls=http://127.0.0.1:0",
                $"--Wallet:Cluster:SiloPort={silo.SiloPort}", $"--Wallet:Cluster:GatewayPort={silo.GatewayPort}"),
            builder =>
            {
                if (time is not null)
                    builder.Services.Replace(ServiceDescriptor.Singleton(time));
                builder.Logging.ClearProviders().AddProvider(silo._log);
            });
        await silo._app.StartAsync();
        return silo;
    }

    /// <summary>Connects a client of Orleans as a gateway does.</summary>
    /// <param name="configure">What differs from a gateway.</param>
    /// <param name="member">Its certificate; a gateway's unless given.</param>
    public async Task<IHost> ConnectAsync(Action<IClientBuilder>? configure = null, MemberSettings? member = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, GatewayPort));
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) =
                (_ground.Settings["Wallet:Cluster:Id"], ClusterSettings.ServiceId));
            client.Configure<ClientMessagingOptions>(static messaging =>
                messaging.ResponseTimeout = TimeSpan.FromSeconds(5));
            client.UseConnectionRetryFilter(static (_, _) => Task.FromResult(false));
            client.AddDoors(member ?? Certificates.Member(ClusterRole.Gateway));
            // After the doors, so that it sees what Orleans writes and not what TLS makes of it.
            configure?.Invoke(client);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Assert.Empty((await _ground.AuditAsync()).Violations);
        _ground.Dispose();
    }
}
