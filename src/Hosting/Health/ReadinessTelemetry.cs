using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Tells in metrics what <c>GET /health/ready</c> tells: which parts work. Whoever looks gets what the last
/// round found, and has the next one begun.</summary>
public sealed class ReadinessTelemetry
{
    /// <summary>The gauge's name.</summary>
    public const string Name = "wallet.part.ready";

    private static readonly LiveGauge<ReadinessTelemetry> Gauge = new(
        Name, "{part}", "1 if a part that the host's work needs is ready, 0 if not.");

    private readonly Readiness _readiness;
    private Task<HealthReport?> _round = Task.FromResult<HealthReport?>(null);
    private Measurement<long>[] _known = [];

    /// <summary>Begins to tell, for as long as it is held.</summary>
    public ReadinessTelemetry(Readiness readiness)
    {
        _readiness = readiness;
        Gauge.Add(this, static telling => telling.Measure());
    }

    private Measurement<long>[] Measure()
    {
        // Several may look at once; a round more or less does not matter.
        if (_round.IsCompleted)
        {
            if (_round is { IsCompletedSuccessfully: true, Result: { } report })
                _known = [.. report.Entries.Select(static part => new Measurement<long>(
                    part.Value.Status == HealthStatus.Healthy ? 1 : 0,
                    new KeyValuePair<string, object?>("wallet.part", part.Key)))];
            _round = Task.Run(_readiness.FindAsync);
        }

        return _known;
    }
}
