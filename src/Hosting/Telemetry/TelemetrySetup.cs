using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Metrics and traces of a host. What is not asked for is not set up, and costs nothing.</summary>
public static class TelemetrySetup
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether traces are exported: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
    public static bool Traces(this IConfiguration configuration) => IsExported(configuration, "TRACES");

    /// <summary>Adds metrics, which <see cref="MapMetrics"/> serves, and traces where they are exported.</summary>
    /// <param name="builder">The host's.</param>
    /// <param name="program">What the host is called in both, unless <c>OTEL_SERVICE_NAME</c> says
    /// otherwise.</param>
    /// <param name="settings">Whether there are metrics.</param>
    /// <exception cref="StartException">A setting of OpenTelemetry is wrong.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder, string program, TelemetrySettings settings)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddSingleton(settings);
        services.AddSingleton<ReadinessTelemetry>();
        services.AddSingleton<AuditTelemetry>();
        services.AddSingleton(configuration.Traces() ? RequestSampling.From(configuration) : RequestSampling.None);
        // Also without traces: the framework begins an activity wherever its own log is turned on.
        services.AddSingleton<DistributedContextPropagator>(new DeafPropagator());
        builder.Logging.Configure(static log => log.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        if (!settings.Metrics && !configuration.Traces())
            return;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource =>
            Describe(resource, program, configuration));
        if (settings.Metrics)
            telemetry.WithMetrics(metrics => AddMetrics(metrics, IsExported(configuration, "METRICS")));
        if (configuration.Traces())
            telemetry.WithTracing(AddTraces);
    }

    /// <summary>Serves <c>GET /metrics</c>, if there are any. It is for operators alone.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        if (!services.GetRequiredService<TelemetrySettings>().Metrics)
            return;
        // They tell for as long as the host holds them.
        services.GetRequiredService<ReadinessTelemetry>();
        services.GetRequiredService<AuditTelemetry>();
        routes.MapPrometheusScrapingEndpoint().DisableHttpMetrics();
    }

    private static void Describe(ResourceBuilder resource, string program, ConfigurationManager configuration)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_SERVICE_NAME"]))
            resource.AddService(program, serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString());
    }

    private static void AddMetrics(MeterProviderBuilder metrics, bool exported)
    {
        // What is served is what is so, and not what was so a moment before.
        metrics.AddMeter([.. Meters.All]).AddView(Meters.View).AddPrometheusExporter(static prometheus =>
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
        if (exported)
            metrics.AddOtlpExporter();
    }

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .SetSampler(new RequestSampling.Sampler())
        .AddSource(WalletTelemetry.Name, "Npgsql", "MongoDB.Driver")
        .AddOtlpExporter();

    private static bool IsExported(IConfiguration configuration, string signal) =>
        configuration[$"OTEL_{signal}_EXPORTER"] is not "none"
        && !string.IsNullOrEmpty(
            configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] ?? configuration[OtlpEndpoint]);

    // A client chooses no trace's ID: it would choose the ID in the logs, and that its requests are recorded.
    private sealed class DeafPropagator : DistributedContextPropagator
    {
        private static readonly DistributedContextPropagator Usual = CreateDefaultPropagator();

        public override IReadOnlyCollection<string> Fields => Usual.Fields;

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
            Usual.Inject(activity, carrier, setter);

        public override void ExtractTraceIdAndState(
            object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            (traceId, traceState) = (null, null);

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
            object? carrier, PropagatorGetterCallback? getter) => null;
    }
}
