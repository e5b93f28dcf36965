using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IAuditGrain"/>
// The audit runs beside the grain, on a thread of its own, and reads by connections of its own: no payment waits for
// it. It stays, for whoever asks meanwhile must find the same activation.
[KeepAlive]
public sealed partial class AuditGrain(
    ILedgerOperator ledger, IOperatorStore store, TimeProvider time, ILogger<AuditGrain> log) : Grain, IAuditGrain
{
    // When the last one failed, if it did.
    private Task<Timestamp?> _run = Task.FromResult<Timestamp?>(null);
    private Timestamp _startedAt;

    /// <inheritdoc/>
    public Task<Timestamp?> StartAsync()
    {
        if (!_run.IsCompleted)
            return Task.FromResult<Timestamp?>(null);
        // No two audits of a ledger begin at the same moment, whatever the clock does.
        var startedAt = Timestamp.Max(Timestamp.Now(time), new Timestamp(_startedAt.UnixMicroseconds + 1));
        _startedAt = startedAt;
        _run = Task.Run(() => RunAsync(startedAt));
        return Task.FromResult<Timestamp?>(startedAt);
    }

    /// <inheritdoc/>
    public async Task<AuditState> LookAsync() =>
        _run.IsCompleted ? new AuditState(null, await _run) : new AuditState(_startedAt, null);

    private async Task<Timestamp?> RunAsync(Timestamp startedAt)
    {
        try
        {
            var report = await ledger.AuditAsync();
            await store.SaveAuditAsync(StoredAudit.Of(report, startedAt, Timestamp.Now(time)));
            if (!report.IsClean)
                LogViolations(report.ViolationCount);
            return null;
        }
#pragma warning disable CA1031 // Whatever went wrong, the silo goes on, and whoever asks learns that it failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailure(e);
            return Timestamp.Now(time);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The audit found {Count} violations; GET /operator/audit tells the first ones, the command audit all.")]
    private partial void LogViolations(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An audit did not come to an end.")]
    private partial void LogFailure(Exception exception);
}
