using Microsoft.Extensions.Hosting;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>What balancers and supervisors ask.</summary>
internal static class HealthFeature
{
    public const string Tag = "Health";

    public static void MapHealth(this ApiRoutes routes)
    {
        routes.Map(LiveEndpoint.Call, LiveEndpoint.HandleAsync);
        var readiness = new Readiness(
            routes.Service<IEnumerable<IReadinessCheck>>(), routes.Service<TimeProvider>(), routes.Service<IHostApplicationLifetime>().ApplicationStopping);
        routes.Map(ReadyEndpoint.Call, new ReadyEndpoint(readiness).HandleAsync);
    }
}

/// <summary>The service works.</summary>
internal sealed record HealthBody(string Status);
