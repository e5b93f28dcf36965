using Microsoft.AspNetCore.Http;

namespace Wallet.Api;

/// <summary><c>GET /health/live</c></summary>
internal static class LiveEndpoint
{
    public static readonly ApiCall Call = new("GET", "/health/live", "getLive", "See whether the process answers")
    {
        Tag = HealthFeature.Tag,
        Description = "Asks nothing of the stores. Restart what does not answer.",
        Success = StatusCodes.Status200OK,
        SuccessBody = typeof(HealthBody),
    };

    public static ValueTask<IResult> HandleAsync(HttpContext context) =>
        new(new JsonReply<HealthBody>(StatusCodes.Status200OK, new HealthBody("live"), ApiJson.Default.HealthBody));
}
