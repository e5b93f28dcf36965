using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>
/// Asks for audits and backups, in each silo, far more often than they are due. Whether one is due is found out by its
/// grain, of which there is one in the cluster, so that any number of silos make one for each interval.
/// </summary>
internal sealed partial class Routine(
    IGrainFactory grains, RoutineOptions options, TimeProvider time, ILogger<Routine> log)
    : ILifecycleParticipant<ISiloLifecycle>
{
    // How many questions in a row have to be without an answer: while a silo leaves, some are.
    private const int Silences = 3;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1), Late = TimeSpan.FromMinutes(1),
        AfterStart = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();

    /// <summary>How it was with backups when they were last asked about; null before that, and where none are
    /// made.</summary>
    public BackupState? Backups { get; private set; }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Routine), ServiceLifecycleStage.Active,
        _ =>
        {
            Start();
            return Task.CompletedTask;
        },
        _ =>
        {
            RoutineTelemetry.Forget(this);
            return _stop.CancelAsync();
        });

    private void Start()
    {
        if (options.AuditEvery == TimeSpan.Zero && options.BackupEvery == TimeSpan.Zero)
            return;
        RoutineTelemetry.Watch(this, options);
        _ = AskAgainAndAgainAsync(options.AuditEvery, () => grains.Audits().StartDueAsync());
        _ = AskAgainAndAgainAsync(options.BackupEvery, async () => Backups = await grains.Backups().StartDueAsync());
    }

    private async Task AskAgainAndAgainAsync(TimeSpan every, Func<Task> ask)
    {
        if (every == TimeSpan.Zero)
            return;
        var pause = TimeSpan.FromTicks(Math.Clamp(every.Ticks / 60, Soon.Ticks, Late.Ticks));
        var silent = 0;
        try
        {
            // Whoever waits for the host to start is served first.
            await Task.Delay(pause < AfterStart ? pause : AfterStart, time, _stop.Token);
            while (true)
            {
                silent = await AsksAsync(ask, silent);
                await Task.Delay(pause, time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task<int> AsksAsync(Func<Task> ask, int silent)
    {
        try
        {
            await ask();
            return 0;
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the next question is the next try.
        catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (++silent == Silences)
                LogSilence(e);
            return silent;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody can be asked for the audits or backups that are due.")]
    private partial void LogSilence(Exception exception);
}
