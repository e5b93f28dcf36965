using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Hosting;

namespace Wallet.Silo;

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c> of a silo.</summary>
internal static class HealthEndpoints
{
    private const string Gate = "gate";

    /// <summary>Adds the checks of its stores. The gate may be down, for payments go on without it; so it is named and
    /// does not count.</summary>
    public static void AddSiloHealth(this IServiceCollection services) => services.AddReadiness()
        .AddPart("ledger", static all => all.GetRequiredService<ILedger>().IsReadyAsync())
        .AddPart("lockouts", static all => all.GetRequiredService<LockoutsDatabase>().IsReadyAsync())
        // It is connected to when it is first asked for, not while the silo starts.
        .AddPart(Gate, static all => all.GetRequiredService<RedisGate>().IsReachableAsync(), HealthStatus.Degraded);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => TypedResults.Ok());
        routes.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, ISiloStatusOracle silo)
    {
        var report = await readiness.FindAsync();
        var down = new List<string>(Readiness.DownIn(report));
        // Asked each time, for it costs nothing and a silo that leaves must show it at once.
        if (silo.CurrentStatus != SiloStatus.Active)
            down.Insert(0, "cluster");
        var gate = report?.Entries[Gate].Status == HealthStatus.Healthy ? "up" : "down";
        return TypedResults.Json(new { down, gate },
            statusCode: down.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
