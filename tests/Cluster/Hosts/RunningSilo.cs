using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Wallet.Core;
using Wallet.Hosting;
using Wallet.Silo;
using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Hosts;

/// <summary>A real silo in the test's process: its own ports, its own connections, its own view of the
/// ledger.</summary>
internal sealed class RunningSilo
{
    private readonly WebApplication _app;

    private RunningSilo(WebApplication app) => _app = app;

    /// <summary>Its ledger.</summary>
    public ILedger Ledger => _app.Services.GetRequiredService<ILedger>();

    /// <summary>What operators see and do in it.</summary>
    public IOperatorStore Operators => _app.Services.GetRequiredService<IOperatorStore>();

    /// <summary>Where its health checks are.</summary>
    public Uri Health => new(_app.Urls.First());

    /// <summary>Where operators are served.</summary>
    public Uri OperatorAddress => new(Listeners.OperatorUrls(_app)[0]);

    /// <summary>Starts one.</summary>
    public static async Task<RunningSilo> StartAsync(ClusterGround ground, Action<WebApplicationBuilder> configure)
    {
        var app = await SiloHost.BuildAsync(
            ground.Arguments(
                ClusterRole.Silo, "--urls=http://127.0.0.1:0", $"--Wallet:Cluster:SiloPort={ServerProcess.FreePort()}",
                $"--Wallet:Cluster:GatewayPort={ServerProcess.FreePort()}"),
            configure);
        await app.StartAsync();
        return new RunningSilo(app);
    }

    /// <summary>Tells it that it is to stop, as SIGTERM does first; it still runs.</summary>
    public void AskToStop() => _app.Lifetime.StopApplication();

    /// <summary>Stops it as SIGTERM does.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>
    /// Ends it without farewell: its grains are not told, the others find out. What it had under way may still land, as
    /// after a partition.
    /// </summary>
    public async Task KillAsync()
    {
        try
        {
            await _app.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        await _app.DisposeAsync();
    }
}
