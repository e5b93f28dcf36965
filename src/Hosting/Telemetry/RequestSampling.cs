using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Wallet.Hosting;

/// <summary>
/// Which requests are traced, as the standard <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c> say. It is
/// asked before anything is made: the SDK's own samplers are asked by the activity of each request, and would have one
/// made for those that are not traced too. Nor would the SDK say that a sampler is misspelt.
/// </summary>
public sealed class RequestSampling
{
    private const string Name = "OTEL_TRACES_SAMPLER", Argument = "OTEL_TRACES_SAMPLER_ARG";

    private readonly double _share;

    private RequestSampling(double share) => _share = share;

    /// <summary>Traces none.</summary>
    public static RequestSampling None { get; } = new(0);

    /// <summary>What the settings say; every request if nothing is set.</summary>
    /// <exception cref="StartException">There is no such sampler, or its argument is no share.</exception>
    public static RequestSampling From(IConfiguration configuration) => new(
        configuration[Name]?.Replace("parentbased_", "", StringComparison.Ordinal) switch
        {
            null or "" or "always_on" => 1,
            "always_off" => 0,
            "traceidratio" => Share(configuration[Argument]),
            _ => throw new StartException(ExitCodes.BadSetting,
                $"{Name} must be always_on, always_off or traceidratio, with or without parentbased_ before it."),
        });

    /// <summary>Whether the next request is traced.</summary>
    public bool Takes() => _share > 0 && Random.Shared.NextDouble() < _share;

    private static double Share(string? text) => string.IsNullOrEmpty(text) ? 1
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
            && share is >= 0 and <= 1
            ? share
            : throw new StartException(ExitCodes.BadSetting, $"{Argument} must be a number from 0 to 1.");

    /// <summary>Tells the SDK what was decided: a trace begins with a request that is traced and with nothing else, for
    /// what a store does in the background has none.</summary>
    internal sealed class Sampler : OpenTelemetry.Trace.Sampler
    {
        private static readonly SamplingResult Drop = new(SamplingDecision.Drop),
            Record = new(SamplingDecision.RecordAndSample);

        /// <inheritdoc/>
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
        {
            var parent = samplingParameters.ParentContext;
            return parent.TraceId == default ? samplingParameters.Kind == ActivityKind.Server ? Record : Drop
                : parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? Record
                : Drop;
        }
    }
}
