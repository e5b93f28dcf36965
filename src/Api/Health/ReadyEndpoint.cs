using Microsoft.AspNetCore.Http;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary><c>GET /health/ready</c></summary>
internal sealed class ReadyEndpoint(Readiness readiness)
{
    public static readonly ApiCall Call = new("GET", "/health/ready", "getReady", "See whether payments can be taken")
    {
        Tag = HealthFeature.Tag,
        Description = "503 names what is down. Whoever asks within a second of each other gets the same answer.",
        Success = StatusCodes.Status200OK,
        SuccessBody = typeof(HealthBody),
        Problems = [Problem.Unavailable],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context)
    {
        var down = await readiness.FindDownAsync();
        if (down.Count == 0)
            return new JsonReply<HealthBody>(
                StatusCodes.Status200OK, new HealthBody("ready"), ApiJson.Default.HealthBody);
        return new ProblemReply(Problem.Unavailable)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Body = Problem.Unavailable.Body with { Detail = "Down: " + string.Join(", ", down) + ".", Down = down },
        };
    }
}
