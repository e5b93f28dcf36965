using System.Globalization;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Gateway;

/// <summary>
/// Steps 2 to 6 of the chain, in the grain of the caller and key. Once a message has left, an exception says nothing about the outcome; so the
/// same request is made again, which is safe under its key, until the outcome is known or the time is up.
/// </summary>
internal sealed partial class GrainTransferService(IGrainFactory grains, TimeProvider time, ILogger<GrainTransferService> log) : ITransferService
{
    private static readonly TimeSpan Deadline = TimeSpan.ParseExact(Deadlines.Transfer, "c", CultureInfo.InvariantCulture);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> TransferAsync(Caller caller, TransferRequest request)
    {
        // Step 2 needs nobody else.
        if (request.Receiver == caller.Wallet)
            return new(new TransferOutcome(OutcomeCode.SelfTransfer));
        var order = new TransferOrder(caller.User, request.Receiver, request.Amount, request.Pin, request.Note);
        return AskAsync(caller.Wallet, request.Key, grain => grain.TransferAsync(order));
    }

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> DepositAsync(Caller caller, Amount amount, IdempotencyKey key) =>
        AskAsync(caller.Wallet, key, grain => grain.DepositAsync(caller.User, amount));

    private async ValueTask<TransferOutcome> AskAsync(WalletId caller, IdempotencyKey key, Func<ITransferGrain, Task<TransferOutcome>> ask)
    {
        var since = time.GetTimestamp();
        var grain = grains.Transfer(caller, key);
        // After an attempt whose outcome is unknown, that a later one found something full, down or under way says nothing about the first, so it is
        // asked again. What is final is answered as it is. A record is the outcome of both. A PIN that is wrong or locked, and a caller that does not exist,
        // say nothing about the first attempt either, but the contract has their answers (401, 403, 423) never say anything about earlier attempts;
        // and every further question would be another guess at the PIN, so that one mistyped PIN could lock it. A right PIN is only checked again.
        for (var (pause, unknown) = (FirstPause, false); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await AskOnceAsync(ask(grain), unknown ? Deadline - time.GetElapsedTime(since) : null) is not { } outcome)
                unknown = true;
            else if (!unknown || !outcome.Code.MayPass())
                return outcome;
            if (time.GetElapsedTime(since) + pause >= Deadline)
                return TransferOutcome.From(new Decision(OutcomeCode.OutcomeUnknown));
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble() / 2), time);
        }
    }

    // The first call has the whole time, and that is its own deadline.
    private async Task<TransferOutcome?> AskOnceAsync(Task<TransferOutcome> call, TimeSpan? left)
    {
        try
        {
            return left is { } wait ? await call.WaitAsync(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time) : await call;
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the request may have arrived.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnknown(e);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transfer's answer did not arrive; it is asked for again.")]
    private partial void LogUnknown(Exception exception);
}
