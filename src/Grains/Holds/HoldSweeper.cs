using Microsoft.Extensions.Logging;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// Gives back what is left of holds that have expired, in each silo: which ones these are is told by the ledger's list
/// of open holds, and that each is given back once is seen to by the batch, so any number of silos may do it at a time.
/// One that can't be given back now is passed over, and tried again the next time.
/// </summary>
internal sealed partial class HoldSweeper(
    IHoldStore holds, SiloCommitter committer, TimeProvider time, ILogger<HoldSweeper> log)
    : ILifecycleParticipant<ISiloLifecycle>
{
    // How many are under way at a time: they share the bundles of those who pay.
    private const int AtOnce = 64;

    // How many rounds in a row have to fail before it is said: while a store changes hands, some do.
    private const int Failures = 6;

    /// <summary>How long it waits between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(HoldSweeper), ServiceLifecycleStage.Active,
        _ => Start(),
        _ => _stop.CancelAsync());

    private Task Start()
    {
        _ = RunAsync();
        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        var failed = 0;
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, _stop.Token);
                failed = await SweptAsync(failed);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task<int> SweptAsync(int failed)
    {
        try
        {
            DueHold? last = null;
            while (!_stop.IsCancellationRequested)
            {
                var due = await holds.FindDueHoldsAsync(last, AtOnce);
                if (due.Count == 0)
                    break;
                var released = await Task.WhenAll(due.Select(hold => committer.CommitAsync(
                    LedgerCommand.ReleaseExpired(hold.Transfer, TransferId.New(time)))));
                if (released.All(static decision => decision.Code
                    is OutcomeCode.Busy or OutcomeCode.Unavailable or OutcomeCode.OutcomeUnknown))
                    return Fail(failed, null);
                last = due[^1];
            }

            return 0;
        }
#pragma warning disable CA1031 // Whatever went wrong, the next round is the next try.
        catch (Exception e) when (!_stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return Fail(failed, e);
        }
    }

    private int Fail(int failed, Exception? why)
    {
        if (++failed == Failures)
            LogFailure(why);
        return failed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Holds that have expired can't be given back for now.")]
    private partial void LogFailure(Exception? exception);
}
