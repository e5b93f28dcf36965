using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Wallet.Hosting;

/// <summary>Which requests are traced, as the standard <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c>
/// say. The SDK reads them too, but would go on with another sampler where one is misspelt.</summary>
internal static class Sampling
{
    private const string Name = "OTEL_TRACES_SAMPLER", Argument = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>The sampler; every request if nothing is set.</summary>
    /// <exception cref="StartException">There is no such sampler, or its argument is no share.</exception>
    public static Sampler From(IConfiguration configuration)
    {
        var name = configuration[Name];
        Sampler root = name?.Replace("parentbased_", "", StringComparison.Ordinal) switch
        {
            null or "" or "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => new TraceIdRatioBasedSampler(Share(configuration[Argument])),
            _ => throw new StartException(ExitCodes.BadSetting,
                $"{Name} must be always_on, always_off or traceidratio, with or without parentbased_ before it."),
        };
        return new RequestSampler(root);
    }

    private static double Share(string? text) => string.IsNullOrEmpty(text) ? 1
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? share
            : throw new StartException(ExitCodes.BadSetting, $"{Argument} must be a number from 0 to 1.");

    // A trace begins with a request and with nothing else: what a store does in the background has none. What came with
    // a parent was decided where the trace began.
    private sealed class RequestSampler(Sampler root) : Sampler
    {
        private static readonly SamplingResult Drop = new(SamplingDecision.Drop),
            Record = new(SamplingDecision.RecordAndSample);

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            samplingParameters.ParentContext is var parent && parent.TraceId != default
                ? parent.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded) ? Record : Drop
            : samplingParameters.Kind == System.Diagnostics.ActivityKind.Server
                ? root.ShouldSample(in samplingParameters)
            : Drop;
    }
}
