using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>
/// Steps 2 to 6 of the chain, in the grain of the payer. Once a message has left, an exception says nothing about the
/// outcome, and says so to the client, who learns it under the same key. Asking again is the silo's committer's, which
/// knows what was asked: here it would check the PIN again too.
/// </summary>
internal sealed partial class GrainTransferService(
    IGrainFactory grains, ILogger<GrainTransferService> log) : ITransferService
{
    /// <inheritdoc/>
    public ValueTask<TransferOutcome> TransferAsync(Caller caller, TransferRequest request) =>
        // Step 2 needs nobody else.
        request.Receiver == caller.Wallet
            ? new(ToOneself(Operation.Transfer))
            : AskAsync(Operation.Transfer, grains.Transfer(caller.Wallet).TransferAsync(
                new TransferOrder(
                caller.User, request.Receiver, request.Amount, request.Pin, request.Note, request.Key)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> RefundAsync(Caller caller, RefundRequest request) =>
        AskAsync(Operation.Refund, grains.Transfer(caller.Wallet).RefundAsync(new RefundOrder(
            caller.User, request.Transfer.Value, request.Amount.IsRest ? null : request.Amount.Minor, request.Pin,
            request.Note, request.Key)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> HoldAsync(Caller caller, HoldRequest request) =>
        request.Receiver == caller.Wallet
            ? new(ToOneself(Operation.Hold))
            : AskAsync(Operation.Hold, grains.Transfer(caller.Wallet).HoldAsync(new HoldOrder(
                caller.User, request.Receiver, request.Amount, (long)request.ExpiresIn.TotalSeconds, request.Pin,
                request.Note, request.Key)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> CaptureAsync(Caller caller, CaptureRequest request) =>
        AskAsync(Operation.Capture, grains.Transfer(caller.Wallet).CaptureAsync(new CaptureOrder(
            caller.User, request.Hold.Value, request.Amount.IsRest ? null : request.Amount.Minor, request.Key)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> ReleaseAsync(Caller caller, TransferId hold, IdempotencyKey key) =>
        AskAsync(Operation.Release, grains.Transfer(caller.Wallet).ReleaseAsync(new CaptureOrder(
            caller.User, hold.Value, null, key)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> PayRequestAsync(Caller caller, RequestId request, Pin pin) =>
        AskAsync(Operation.Transfer, grains.Transfer(caller.Wallet).PayRequestAsync(
            new RequestPaymentOrder(caller.User, request.Value, pin)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> DepositAsync(Caller caller, Amount amount, IdempotencyKey key) =>
        AskAsync(Operation.Deposit, grains.Transfer(caller.Wallet).DepositAsync(caller.User, amount, key));

    private static TransferOutcome ToOneself(Operation operation)
    {
        var outcome = new TransferOutcome(OutcomeCode.SelfTransfer);
        TransferCounts.Add(operation, outcome);
        return outcome;
    }

    private async ValueTask<TransferOutcome> AskAsync(Operation operation, Task<TransferOutcome> call)
    {
        TransferOutcome outcome;
        try
        {
            outcome = await call;
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the request may have arrived.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnknown(e);
            outcome = TransferOutcome.From(new Decision(OutcomeCode.OutcomeUnknown));
        }

        TransferCounts.Add(operation, outcome);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transfer's answer did not arrive.")]
    private partial void LogUnknown(Exception exception);
}
