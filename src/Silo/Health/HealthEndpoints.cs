using Wallet.Core;
using Wallet.Grains;

namespace Wallet.Silo;

/// <summary><c>GET /health/live</c> and <c>GET /health/ready</c> of a silo.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", static () => TypedResults.Ok());
        app.MapGet("/health/ready", ReadyAsync);
    }

    // In the cluster and its stores reachable. The gate may be down: payments go on without it, so it is named but does not count.
    private static async Task ReadyAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var down = new List<string>();
        if (services.GetRequiredService<ISiloStatusOracle>().CurrentStatus != SiloStatus.Active)
            down.Add("cluster");
        if (!await IsUpAsync(services.GetRequiredService<ILedger>().IsReadyAsync()))
            down.Add("ledger");
        if (!await IsUpAsync(services.GetRequiredService<GuardsDatabase>().IsReadyAsync()))
            down.Add("guards");
        var gateIsUp = await services.GetRequiredService<RedisGate>().IsReachableAsync();
        context.Response.StatusCode = down.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await context.Response.WriteAsJsonAsync(new { down, gate = gateIsUp ? "up" : "down" });
    }

    private static async ValueTask<bool> IsUpAsync(ValueTask<bool> check)
    {
        try
        {
            return await check.AsTask().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
