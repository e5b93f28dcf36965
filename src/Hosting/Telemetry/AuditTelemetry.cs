using System.Diagnostics.Metrics;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Tells in metrics when the ledger was last audited while it was served, and what that found. Whoever looks
/// gets what is known, and has the store asked again if that was a minute ago.</summary>
public sealed class AuditTelemetry
{
    private static readonly LiveGauge<AuditTelemetry> Ended = new(
        "wallet.audit.ended", "s", "When the last audit ended, in seconds since 1970-01-01 UTC.");

    private static readonly LiveGauge<AuditTelemetry> Violations = new(
        "wallet.audit.violations", "{violation}", "What the last audit found.");

    private readonly SeldomAsked<StoredAudit?> _last;

    /// <summary>Begins to tell, for as long as it is held.</summary>
    public AuditTelemetry(IOperatorStore store, TimeProvider time)
    {
        _last = new SeldomAsked<StoredAudit?>(
            null, async () => await store.ListAuditsAsync(1) is [var last, ..] ? last : null, time);
        Ended.Add(this, static telling => telling.Measure(static audit => audit.EndedAt.UnixMicroseconds / 1_000_000));
        Violations.Add(this, static telling => telling.Measure(static audit => audit.ViolationCount));
    }

    private Measurement<long>[] Measure(Func<StoredAudit, long> what) =>
        _last.Read() is { } audit ? [new Measurement<long>(what(audit))] : [];
}
