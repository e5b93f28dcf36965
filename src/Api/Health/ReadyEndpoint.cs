using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Wallet.Api;

/// <summary><c>GET /health/ready</c></summary>
internal sealed class ReadyEndpoint(IReadOnlyList<IReadinessCheck> checks, IHostApplicationLifetime lifetime)
{
    public static readonly ApiCall Call = new("GET", "/health/ready", "getReady", "See whether payments can be taken")
    {
        Tag = HealthFeature.Tag,
        Description = "503 names what is down.",
        Success = StatusCodes.Status200OK,
        SuccessBody = typeof(HealthBody),
        Problems = [Problem.Unavailable],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context)
    {
        var down = new List<string>();
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            down.Add("shutting down");
        foreach (var check in checks)
        {
            if (!await check.IsReadyAsync())
                down.Add(check.Name);
        }

        if (down.Count == 0)
            return new JsonReply<HealthBody>(StatusCodes.Status200OK, new HealthBody("ready"), ApiJson.Default.HealthBody);
        return new ProblemReply(Problem.Unavailable)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Body = Problem.Unavailable.Body with { Detail = "Down: " + string.Join(", ", down) + ".", Down = down },
        };
    }
}
