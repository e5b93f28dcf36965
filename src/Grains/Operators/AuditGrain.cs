using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IAuditGrain"/>
// The audit runs beside the grain, on a thread of its own, and reads by connections of its own: no payment waits for
// it. It stays, for whoever asks meanwhile must find the same activation.
[KeepAlive]
public sealed partial class AuditGrain : Grain, IAuditGrain
{
    private readonly ILedgerOperator _ledger;
    private readonly IOperatorStore _store;
    private readonly RoutineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HeadsFolder? _folder;
    private readonly RoutineWatch _audits, _heads;
    private Timestamp _startedAt;

    // Changed when a run begins, and as the last thing that it does.
    private volatile AuditState _state = new(null, null);

    /// <summary>Made by the container.</summary>
    public AuditGrain(
        ILedgerOperator ledger, IOperatorStore store, RoutineOptions options, TimeProvider time,
        ILogger<AuditGrain> log)
    {
        (_ledger, _store, _options, _time, _log) = (ledger, store, options, time, log);
        if (options.HeadsDir is { } folder)
            _folder = new HeadsFolder(folder, options.HeadsKept);
        _audits = new RoutineWatch(
            RoutineWork.Audit, "An audit did not come to an end.", "Audits come to an end again.", log);
        _heads = new RoutineWatch(
            RoutineWork.Heads, "The heads of an audit could not be compared or saved.", "Heads are saved again.", log);
    }

    private bool Runs => _state.RunningSince is not null;

    /// <inheritdoc/>
    public Task<Timestamp?> StartAsync() => Task.FromResult<Timestamp?>(Runs ? null : Start(isAsked: true));

    /// <inheritdoc/>
    public async Task<Timestamp?> StartDueAsync() =>
        !Runs && await IsDueAsync() ? Start(isAsked: false) : null;

    /// <inheritdoc/>
    public Task<AuditState> LookAsync() => Task.FromResult(_state);

    private async Task<bool> IsDueAsync()
    {
        var (every, now) = (_options.AuditEvery, Timestamp.Now(_time));
        if (!_options.MayTry(every, now, _state.FailedAt))
            return false;
        // The last one tells, but for a clock that was wrong when it was made.
        foreach (var limit in (int[])[1, StoredAudit.MaxKept])
        {
            var audits = await _store.ListAuditsAsync(limit);
            if (!RoutineOptions.IsDue(every, now, audits.Select(static audit => audit.StartedAt)))
                return false;
        }

        return true;
    }

    private Timestamp Start(bool isAsked)
    {
        // No two audits of a ledger begin at the same moment, whatever the clock does.
        var startedAt = Timestamp.Max(Timestamp.Now(_time), new Timestamp(_startedAt.UnixMicroseconds + 1));
        _startedAt = startedAt;
        _state = _state with { RunningSince = startedAt };
        _ = Task.Run(() => RunAsync(startedAt, isAsked));
        return startedAt;
    }

    private async Task RunAsync(Timestamp startedAt, bool isAsked)
    {
        try
        {
            // Whatever is wrong with the heads, the ledger is audited.
            Exception? trouble = null;
            var since = Try(() => _folder?.LoadLast(startedAt), ref trouble);
            var report = await _ledger.AuditAsync(since?.Heads);
            // Heads that can't be read stay the last ones, until somebody has seen to them.
            var saved = report.IsClean && trouble is null
                ? Try(() => _folder?.Save(report.Heads, startedAt), ref trouble)
                : null;
            var endedAt = Timestamp.Now(_time);
            await _store.SaveAuditAsync(StoredAudit.Of(report, startedAt, endedAt, saved, since?.File));
            if (!report.IsClean)
                LogViolations(report.ViolationCount);
            _audits.Worked();
            if (trouble is not null)
                _heads.Failed(trouble, isAsked);
            else if (saved is not null)
                _heads.Worked();
            _state = new AuditState(
                null, null, trouble is not null ? endedAt : saved is not null ? null : _state.HeadsFailedAt);
        }
#pragma warning disable CA1031 // Whatever went wrong, the silo goes on, and whoever asks learns that it failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _audits.Failed(e, isAsked);
            _state = _state with { RunningSince = null, FailedAt = Timestamp.Now(_time) };
        }
    }

    private static T? Try<T>(Func<T?> use, ref Exception? trouble)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            trouble = e;
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The audit found {Count} violations; GET /operator/audit tells the first ones, the command audit all.")]
    private partial void LogViolations(long count);
}
