using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>What balancers and supervisors ask.</summary>
internal static class HealthFeature
{
    public const string Tag = "Health";

    public static void MapHealth(this ApiRoutes routes)
    {
        routes.Map(LiveEndpoint.Call, LiveEndpoint.HandleAsync);
        routes.Map(ReadyEndpoint.Call, new ReadyEndpoint(routes.Service<Readiness>()).HandleAsync);
    }
}

/// <summary>The service works.</summary>
internal sealed record HealthBody(string Status);
