using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Gateway;
using Wallet.Hosting;
using Wallet.TestKit;
using Wallet.TestKit.Http;

namespace Wallet.Cluster.Tests.Hosts;

/// <summary>Real silos and real gateways in the test's process, over TCP, with a clock that can be moved and a log that
/// is kept.</summary>
internal sealed class ClusterHost : IWalletHost
{
    private readonly ClusterGround _ground;
    private readonly LogCapture _log = new();
    private readonly List<RunningSilo> _silos = [];
    private readonly List<WebApplication> _gateways = [];

    private ClusterHost(ClusterGround ground) => _ground = ground;

    /// <inheritdoc/>
    public IReadOnlyList<Uri> Addresses => [.. _gateways.Select(static gateway => new Uri(gateway.Urls.First()))];

    /// <inheritdoc/>
    public IReadOnlyList<Uri> OperatorAddresses =>
        [.. _gateways.Select(static gateway => new Uri(Listeners.OperatorUrls(gateway)[0]))];

    /// <inheritdoc/>
    public ShiftedTime Time { get; } = new();

    /// <inheritdoc/>
    public SigningKey SigningKey => new(_ground.SigningKey.Id, _ground.SigningKey.Value);

    /// <inheritdoc/>
    public IReadOnlyList<string> KeyMaterial => _ground.KeyMaterial;

    /// <inheritdoc/>
    public string LogText => _log.Text;

    /// <summary>The silos that run.</summary>
    public IReadOnlyList<RunningSilo> Silos => _silos;

    /// <summary>Starts a cluster. The ground belongs to it.</summary>
    public static async Task<ClusterHost> StartAsync(ClusterGround ground, int silos = 2, int gateways = 1)
    {
        var host = new ClusterHost(ground);
        await host.StartAsync(silos, gateways);
        return host;
    }

    /// <summary>Adds a silo.</summary>
    public async Task AddSiloAsync() => _silos.Add(await RunningSilo.StartAsync(_ground, Configure));

    /// <summary>Takes a silo away as SIGTERM does.</summary>
    public async Task StopSiloAsync(int index) => await Take(index).StopAsync();

    /// <summary>Takes a silo away without farewell.</summary>
    public async Task KillSiloAsync(int index) => await Take(index).KillAsync();

    /// <inheritdoc/>
    public async Task RestartAsync()
    {
        var (silos, gateways) = (_silos.Count, _gateways.Count);
        await StopAsync();
        await StartAsync(silos, gateways);
    }

    /// <inheritdoc/>
    public async Task SetFrozenAsync(string walletId, bool frozen) =>
        await _silos[0].Operators.SetFrozenAsync(WalletId.Parse(walletId), frozen);

    /// <inheritdoc/>
    public Task<OperatorVerdict> ActAsync(OperatorAct act) => _silos[0].Operators.ActAsync(act).AsTask();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> AuditAsync() =>
        [.. (await _ground.AuditAsync()).Violations.Select(static violation => violation.ToString())];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // Whatever a test did to this cluster, the invariants of its ledger hold.
        Assert.Empty(await AuditAsync());
        _ground.Dispose();
    }

    private async Task StartAsync(int silos, int gateways)
    {
        for (var i = 0; i < silos; i++)
            await AddSiloAsync();
        for (var i = 0; i < gateways; i++)
        {
            var gateway = await GatewayHost.BuildAsync(
                _ground.Arguments(ClusterRole.Gateway, "--urls=http://127.0.0.1:0"), Configure);
            await gateway.StartAsync();
            _gateways.Add(gateway);
        }
    }

    private async Task StopAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.StopAsync();
            await gateway.DisposeAsync();
        }

        _gateways.Clear();
        await Task.WhenAll(_silos.Select(static silo => silo.StopAsync()));
        _silos.Clear();
    }

    private RunningSilo Take(int index)
    {
        var silo = _silos[index];
        _silos.RemoveAt(index);
        return silo;
    }

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        builder.Logging.ClearProviders().AddProvider(_log).SetMinimumLevel(LogLevel.Debug)
            .AddFilter<LogCapture>(null, LogLevel.Debug)
            // It would repeat every URL, and what a client puts there is the client's own doing. The host keeps it
            // quiet, and so does this.
            .AddFilter<LogCapture>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }
}
