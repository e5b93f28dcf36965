using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IBackupGrain"/>
// Disks are looked at beside the grain, on a thread of its own: one that hangs makes nobody wait. It stays, for whoever
// asks meanwhile must find the same activation.
[KeepAlive]
public sealed partial class BackupGrain : Grain, IBackupGrain
{
    private static readonly BackupState Nothing = new(null, null, null, null);

    private readonly ILedgerOperator _ledger;
    private readonly IOperatorStore _store;
    private readonly RoutineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BackupFolder? _folder;
    private readonly RoutineWatch _watch;
    private Task _run = Task.CompletedTask;

    // Changed by the run alone, of which there is one at a time. Null until it has looked.
    private volatile BackupState? _state;

    /// <summary>Made by the container.</summary>
    public BackupGrain(
        ILedgerOperator ledger, IOperatorStore store, RoutineOptions options, TimeProvider time,
        ILogger<BackupGrain> log)
    {
        (_ledger, _store, _options, _time, _log) = (ledger, store, options, time, log);
        if (options is { BackupDir: { } folder } && options.BackupEvery > TimeSpan.Zero)
            _folder = new BackupFolder(folder, options.BackupsKept);
        _watch = new RoutineWatch(
            RoutineWork.Backup, "A backup could not be made; it is tried again.", "Backups are made again.", log);
    }

    /// <inheritdoc/>
    public Task<BackupState?> StartDueAsync()
    {
        if (_folder is not null && _run.IsCompleted)
            _run = Task.Run(RunAsync);
        return LookAsync();
    }

    /// <inheritdoc/>
    public Task<BackupState?> LookAsync() => Task.FromResult(_state);

    private async Task RunAsync()
    {
        var now = Timestamp.Now(_time);
        var every = _options.BackupEvery;
        if (!_options.MayTry(every, now, _state?.FailedAt))
            return;
        try
        {
            var copies = _folder!.List();
            _state = (_state ?? Nothing) with { Last = Newest(copies, now) };
            if (!RoutineOptions.IsDue(every, now, copies.Select(static copy => copy.StartedAt)))
                return;
            _state = _state with { RunningSince = now };
            var report = _folder.Make(
                _ledger.File ?? throw new LedgerStartException("A ledger in a server has no backup here."), now);
            // The same is told of as of any other audit: in the list, in metrics, by an alert.
            if (!report.IsClean)
            {
                LogViolations(report.ViolationCount);
                await _store.SaveAuditAsync(StoredAudit.Of(report, now, Timestamp.Now(_time)));
            }

            _state = Nothing with { Last = Newest(_folder.List(), now) };
            _watch.Worked();
        }
#pragma warning disable CA1031 // Whatever went wrong, the silo goes on, and whoever asks learns that it failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var failedAt = Timestamp.Now(_time);
            _state = (_state ?? Nothing) with { RunningSince = null, FailedAt = failedAt, Failure = Sentence(e) };
            _watch.Failed(e);
        }
    }

    private BackupCopy? Newest(IReadOnlyList<BackupCopy> copies, Timestamp now) =>
        copies.FirstOrDefault(copy => copy.StartedAt.Since(now) < _options.BackupEvery);

    // The message may name paths, which are for those who see the log.
    private static string Sentence(Exception failure) => failure switch
    {
        LedgerStartException { IsDiskFull: true } => "There is no room for one more on the disk of the backups.",
        UnauthorizedAccessException or LedgerStartException { InnerException: UnauthorizedAccessException } =>
            "The folder of the backups may not be written to.",
        IOException or LedgerStartException { InnerException: IOException } =>
            "The folder of the backups can't be used; the log says why.",
        _ => "The ledger could not be copied; the log says why.",
    };

    [LoggerMessage(Level = LogLevel.Error, Message =
        "The audit of a backup found {Count} violations; GET /operator/audit tells the first ones.")]
    private partial void LogViolations(long count);
}
