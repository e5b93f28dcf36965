using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>
/// Step 5 of the chain, asked of the caller's wallet grain. Once a message has left, an exception says nothing about the outcome; so the same
/// command is asked for again, which is safe under its key, until it is known or the time is up.
/// </summary>
internal sealed partial class GrainCommitter(IGrainFactory grains, TimeProvider time, ILogger log) : ITransferCommitter
{
    // A little less than the chain waits, so that the answer is given and nothing is left running.
    private static readonly TimeSpan Deadline = TransferChain.CommitDeadline - TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<Decision> CommitAsync(LedgerCommand command)
    {
        var since = time.GetTimestamp();
        var wallet = grains.Wallet(command.Caller);
        for (var (pause, unknown) = (FirstPause, false); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var decision = await AskAsync(wallet, command, Deadline - time.GetElapsedTime(since));
            // After an attempt whose outcome is unknown, that a later one surely did nothing says nothing about the first.
            unknown |= decision.Code == OutcomeCode.OutcomeUnknown;
            if (!unknown || decision.Code is not (OutcomeCode.OutcomeUnknown or OutcomeCode.Busy or OutcomeCode.Unavailable))
                return decision;
            if (time.GetElapsedTime(since) + pause >= Deadline)
                return new Decision(OutcomeCode.OutcomeUnknown);
            // Spread, so that those who failed together don't come back together.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble() / 2), time);
        }
    }

    private async Task<Decision> AskAsync(IWalletGrain wallet, LedgerCommand command, TimeSpan left)
    {
        try
        {
            return await wallet.CommitAsync(command).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the command may have arrived.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnknown(log, e);
            return new Decision(OutcomeCode.OutcomeUnknown);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit's answer did not arrive; it is asked for again.")]
    private static partial void LogUnknown(ILogger log, Exception exception);
}
