using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>What balancers and supervisors ask.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").DisableRateLimiting();
        health.MapGet("/live", static () => JsonReplies.Ok(new HealthBody("live"))).WithName("getLive")
            .WithSummary("See whether the process answers")
            .WithDescription("Asks nothing of the stores. Restart what does not answer.");
        health.MapGet("/ready", ReadyAsync).WithName("getReady")
            .WithSummary("See whether payments can be taken")
            .WithDescription("503 names what is down. "
                + "Whoever asks within a second of each other gets the same answer.")
            .Refuses(Problem.Unavailable);
    }

    /// <summary>The same where operators are served, whose document does not describe it.</summary>
    public static void MapUndescribedHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", static () => JsonReplies.Ok(new HealthBody("live"))).ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<Results<OkReply<HealthBody>, ProblemResult>> ReadyAsync(
        Readiness readiness)
    {
        var down = await readiness.FindDownAsync();
        return down.Count == 0
            ? JsonReplies.Ok(new HealthBody("ready"))
            : new ProblemResult(Problem.Unavailable) { RetryAfter = TimeSpan.FromSeconds(1), Down = down };
    }
}

/// <summary>The service works.</summary>
internal sealed record HealthBody(string Status);
