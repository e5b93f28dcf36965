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
            : AskAsync(Operation.Transfer, nameof(ITransferGrain.TransferAsync), caller, new TransferOrder(
                caller.User, request.Receiver, request.Amount, request.Pin, request.Note, request.Key),
                static (grain, order) => grain.TransferAsync(order));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> RefundAsync(Caller caller, RefundRequest request) =>
        AskAsync(Operation.Refund, nameof(ITransferGrain.RefundAsync), caller, new RefundOrder(
            caller.User, request.Transfer.Value, request.Amount.IsRest ? null : request.Amount.Minor, request.Pin,
            request.Note, request.Key), static (grain, order) => grain.RefundAsync(order));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> HoldAsync(Caller caller, HoldRequest request) =>
        request.Receiver == caller.Wallet
            ? new(ToOneself(Operation.Hold))
            : AskAsync(Operation.Hold, nameof(ITransferGrain.HoldAsync), caller, new HoldOrder(
                caller.User, request.Receiver, request.Amount, (long)request.ExpiresIn.TotalSeconds, request.Pin,
                request.Note, request.Key), static (grain, order) => grain.HoldAsync(order));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> CaptureAsync(Caller caller, CaptureRequest request) =>
        AskAsync(Operation.Capture, nameof(ITransferGrain.CaptureAsync), caller, new CaptureOrder(
            caller.User, request.Hold.Value, request.Amount.IsRest ? null : request.Amount.Minor, request.Key),
            static (grain, order) => grain.CaptureAsync(order));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> ReleaseAsync(Caller caller, TransferId hold, IdempotencyKey key) =>
        AskAsync(Operation.Release, nameof(ITransferGrain.ReleaseAsync), caller,
            new CaptureOrder(caller.User, hold.Value, null, key), static (grain, order) => grain.ReleaseAsync(order));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> PayRequestAsync(Caller caller, RequestId request, Pin pin) =>
        AskAsync(Operation.Transfer, nameof(ITransferGrain.PayRequestAsync), caller,
            new RequestPaymentOrder(caller.User, request.Value, pin),
            static (grain, order) => grain.PayRequestAsync(order));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> DepositAsync(Caller caller, Amount amount, IdempotencyKey key) =>
        AskAsync(Operation.Deposit, nameof(ITransferGrain.DepositAsync), caller, (caller.User, amount, key),
            static (grain, order) => grain.DepositAsync(order.User, order.amount, order.key));

    private static TransferOutcome ToOneself(Operation operation)
    {
        var outcome = new TransferOutcome(OutcomeCode.SelfTransfer);
        TransferCounts.Add(operation, outcome);
        return outcome;
    }

    private async ValueTask<TransferOutcome> AskAsync<TOrder>(
        Operation operation, string method, Caller caller, TOrder order,
        Func<ITransferGrain, TOrder, Task<TransferOutcome>> call)
    {
        TransferOutcome outcome;
        using var span = GrainSpans.StartCall<ITransferGrain>(method);
        try
        {
            outcome = await call(grains.Transfer(caller.Wallet), order);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the request may have arrived.
        catch (Exception e)
#pragma warning restore CA1031
        {
            span.Fail(e);
            LogUnknown(e);
            outcome = TransferOutcome.From(new Decision(OutcomeCode.OutcomeUnknown));
        }

        TransferCounts.Add(operation, outcome);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A transfer's answer did not arrive.")]
    private partial void LogUnknown(Exception exception);
}
