using Wallet.Core;
using Wallet.Grains;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c> of a silo.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        var services = app.Services;
        var time = services.GetRequiredService<TimeProvider>();
        var stores = new Readiness(
            [new LedgerReadiness(services.GetRequiredService<ILedger>()),
                new LockoutsReadiness(services.GetRequiredService<LockoutsDatabase>())],
            time, app.Lifetime.ApplicationStopping);
        var gate = new Readiness([new GateReadiness(services)], time, CancellationToken.None);
        app.MapGet("/health/live", static () => TypedResults.Ok());
        app.MapGet("/health/ready", context => ReadyAsync(context, stores, gate));
    }

    // In the cluster and its stores reachable. The gate may be down: payments go on without it, so it is named but does
    // not count.
    private static async Task ReadyAsync(HttpContext context, Readiness stores, Readiness gate)
    {
        var down = new List<string>(await stores.FindDownAsync());
        var gateIsUp = (await gate.FindDownAsync()).Count == 0;
        // Asked last and each time, for it costs nothing and a silo that leaves must show it.
        if (context.RequestServices.GetRequiredService<ISiloStatusOracle>().CurrentStatus != SiloStatus.Active)
            down.Insert(0, "cluster");
        context.Response.StatusCode = down.Count == 0
            ? StatusCodes.Status200OK
            : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(new { down, gate = gateIsUp ? "up" : "down" });
    }

    private sealed class LockoutsReadiness(LockoutsDatabase database) : IReadinessCheck
    {
        public string Name => "lockouts";

        public ValueTask<bool> IsReadyAsync() => database.IsReadyAsync();
    }

    // The gate is connected to when it is first asked for, not while the silo starts.
    private sealed class GateReadiness(IServiceProvider services) : IReadinessCheck
    {
        public string Name => "gate";

        public ValueTask<bool> IsReadyAsync() => services.GetRequiredService<RedisGate>().IsReachableAsync();
    }
}
