namespace Wallet.Core;

/// <summary>Steps 2 to 6 of the chain, wherever they run: in this process or behind a grain. A refusal is an outcome,
/// not an exception.</summary>
public interface ITransferService
{
    /// <summary>Sends money from the caller's wallet.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="request">The transfer; its shape is valid.</param>
    ValueTask<TransferOutcome> TransferAsync(Caller caller, TransferRequest request);

    /// <summary>Gives back a transfer that the caller received, or a part of it.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="request">The refund; its shape is valid.</param>
    ValueTask<TransferOutcome> RefundAsync(Caller caller, RefundRequest request);

    /// <summary>Sets the caller's money aside for somebody.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="request">The hold; its shape is valid.</param>
    ValueTask<TransferOutcome> HoldAsync(Caller caller, HoldRequest request);

    /// <summary>Takes a hold that is for the caller, or a part of it.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="request">The capture; its shape is valid.</param>
    ValueTask<TransferOutcome> CaptureAsync(Caller caller, CaptureRequest request);

    /// <summary>Gives back what is left of a hold that is for the caller. There is no PIN, for nobody loses what was
    /// theirs.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="key">The idempotency key.</param>
    ValueTask<TransferOutcome> ReleaseAsync(Caller caller, TransferId hold, IdempotencyKey key);

    /// <summary>Pays a payment request whose payer the caller is. Its key is the house's own
    /// (<see cref="PaymentRequest.PaymentKey"/>), so it is paid once, and a refusal may be another next time.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="request">The request.</param>
    /// <param name="pin">The caller's PIN.</param>
    ValueTask<TransferOutcome> PayRequestAsync(Caller caller, RequestId request, Pin pin);

    /// <summary>Puts play money from the issuer into the caller's wallet. There is no PIN, for nobody is
    /// debited.</summary>
    /// <param name="caller">Who calls, as the verified token says.</param>
    /// <param name="amount">How much.</param>
    /// <param name="key">The idempotency key.</param>
    ValueTask<TransferOutcome> DepositAsync(Caller caller, Amount amount, IdempotencyKey key);
}
