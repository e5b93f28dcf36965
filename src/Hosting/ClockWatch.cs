using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Says in the log when the ledger's clock can't be believed any more, and when it can again. Each once: the
/// batches that are refused in between say nothing.</summary>
public sealed partial class ClockWatch(
    LedgerClock clock, TimeProvider time, ILogger<ClockWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        clock.Changed = Say;
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            // Also when nobody pays: a host that is not ready gets no requests, and its log should say when it is
            // again.
            do
                await clock.CheckAsync();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Say(string? complaint)
    {
        if (complaint is null)
            LogRight();
        else
            LogWrong(complaint);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Complaint}")]
    private partial void LogWrong(string complaint);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The clock of this machine is believed again; the ledger goes on.")]
    private partial void LogRight();
}
