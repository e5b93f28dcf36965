using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Wallet.Hosting;

/// <summary>How a host says what its work needs.</summary>
public static class HealthSetup
{
    /// <summary>Adds <see cref="Readiness"/> and the framework's health checks.</summary>
    public static IHealthChecksBuilder AddReadiness(this IServiceCollection services)
    {
        services.TryAddSingleton(static all => new Readiness(
            all.GetRequiredService<HealthCheckService>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        return services.AddHealthChecks();
    }

    /// <summary>Adds the check of a part.</summary>
    /// <param name="checks">The host's checks.</param>
    /// <param name="name">The part's name, as <c>GET /health/ready</c> tells it.</param>
    /// <param name="isReady">Whether it works right now. Is not asked again while it has not answered.</param>
    /// <param name="failure">What it means for the process if the part is down.</param>
    /// <param name="time">The clock of the deadline; the host's if not said.</param>
    public static IHealthChecksBuilder AddPart(
        this IHealthChecksBuilder checks, string name, Func<IServiceProvider, ValueTask<bool>> isReady,
        HealthStatus failure = HealthStatus.Unhealthy, TimeProvider? time = null)
    {
        // One instance of the host's own, for it remembers that its part has not answered.
        checks.Services.AddKeyedSingleton(name, (all, _) =>
            new PartHealthCheck(() => isReady(all), time ?? all.GetRequiredService<TimeProvider>()));
        return checks.Add(new HealthCheckRegistration(
            name, all => all.GetRequiredKeyedService<PartHealthCheck>(name), failure, tags: null));
    }
}
