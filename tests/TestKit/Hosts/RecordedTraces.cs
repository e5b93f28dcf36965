using System.Collections.ObjectModel;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Wallet.TestKit;

/// <summary>Keeps the spans that a host exports. Sources of activities belong to a process: those of other hosts of the
/// test's process are here too, so look by trace.</summary>
public sealed class RecordedTraces
{
    private readonly Spans _spans = new();

    /// <summary>The setting that turns traces on; nobody listens there.</summary>
    public static (string Name, string Value) On { get; } = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");

    /// <summary>All spans that have ended.</summary>
    public IReadOnlyList<Activity> All => _spans.All;

    /// <summary>Keeps those of a host whose traces are on.</summary>
    public void AddTo(IServiceCollection services) =>
        services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(_spans));

    /// <summary>Waits until as many spans of a trace have ended, and returns all that have.</summary>
    public async Task<IReadOnlyList<Activity>> WaitAsync(string trace, int spans)
    {
        await Waiting.UntilAsync(() => Of(trace).Count >= spans);
        return Of(trace);
    }

    /// <summary>The spans of a trace that have ended.</summary>
    public IReadOnlyList<Activity> Of(string trace) =>
        [.. All.Where(span => span.TraceId.ToHexString() == trace)];

    private sealed class Spans : Collection<Activity>
    {
        public IReadOnlyList<Activity> All
        {
            get
            {
                lock (Items)
                    return [.. Items];
            }
        }

        protected override void InsertItem(int index, Activity item)
        {
            lock (Items)
                base.InsertItem(Items.Count, item);
        }
    }
}
