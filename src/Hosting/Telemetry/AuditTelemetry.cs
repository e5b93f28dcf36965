using System.Diagnostics.Metrics;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Tells in metrics when the ledger was last audited while it was served, and what that found. Whoever looks
/// gets what is known, and has the store asked again if that was a minute ago.</summary>
public sealed class AuditTelemetry
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    private static readonly LiveGauge<AuditTelemetry> Ended = new(
        "wallet.audit.ended", "s", "When the last audit ended, in seconds since 1970-01-01 UTC.");

    private static readonly LiveGauge<AuditTelemetry> Violations = new(
        "wallet.audit.violations", "{violation}", "What the last audit found.");

    private readonly IOperatorStore _store;
    private readonly TimeProvider _time;
    private StoredAudit? _last;
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>Begins to tell, for as long as it is held.</summary>
    public AuditTelemetry(IOperatorStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        Ended.Add(this, static telling => telling.Measure(static audit => audit.EndedAt.UnixMicroseconds / 1_000_000));
        Violations.Add(this, static telling => telling.Measure(static audit => audit.ViolationCount));
    }

    private Measurement<long>[] Measure(Func<StoredAudit, long> what)
    {
        if (_asking.IsCompleted && (_askedAt is not { } at || _time.GetElapsedTime(at) >= AskEvery))
        {
            _askedAt = _time.GetTimestamp();
            _asking = Task.Run(AskAsync);
        }

        return Volatile.Read(ref _last) is { } audit ? [new Measurement<long>(what(audit))] : [];
    }

    private async Task AskAsync()
    {
        try
        {
            if (await _store.ListAuditsAsync(1) is [var last, ..])
                Volatile.Write(ref _last, last);
        }
#pragma warning disable CA1031 // While the store can't be read, what it said before still holds.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
