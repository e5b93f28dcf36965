using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// One wallet, keyed by its ID: everything that its owner has under way, from the PIN to the answer. It serializes the
/// balance changes that the wallet starts: they go to the ledger in the order of their arrival, at most
/// <see cref="Limits.MaxUnderWay"/> at a time. It knows the payer's keys in flight, so that a duplicate is held at
/// once, and it is the PIN's lockout, so that verifying and changing the PIN reach one activation. It knows no balance:
/// the ledger decides.
/// </summary>
[Alias("wallet.transfer"), ForGateways]
public interface ITransferGrain : IGrainWithStringKey
{
    /// <summary>Sends money. An exception says nothing about the outcome; asking again is safe.</summary>
    [Alias("transfer"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> TransferAsync([Immutable] TransferOrder order);

    /// <summary>Gives back a transfer that the wallet received, or a part of it. An exception says nothing about the
    /// outcome; asking again is safe.</summary>
    [Alias("refund"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> RefundAsync([Immutable] RefundOrder order);

    /// <summary>Sets the wallet's money aside for somebody. An exception says nothing about the outcome; asking again
    /// is safe.</summary>
    [Alias("hold"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> HoldAsync([Immutable] HoldOrder order);

    /// <summary>Takes a hold that is for the wallet, or a part of it. An exception says nothing about the outcome;
    /// asking again is safe.</summary>
    [Alias("capture"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> CaptureAsync([Immutable] CaptureOrder order);

    /// <summary>Gives back what is left of a hold that is for the wallet; the amount must be null. An exception says
    /// nothing about the outcome; asking again is safe.</summary>
    [Alias("release"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> ReleaseAsync([Immutable] CaptureOrder order);

    /// <summary>Pays a payment request that the wallet is asked to pay. An exception says nothing about the outcome;
    /// asking again is safe.</summary>
    [Alias("pay-request"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> PayRequestAsync([Immutable] RequestPaymentOrder order);

    /// <summary>Puts play money into the wallet, where the silo's settings allow it. An exception says nothing about
    /// the outcome; asking again is safe.</summary>
    [Alias("deposit"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> DepositAsync(UserId user, Amount amount, IdempotencyKey key);

    /// <summary>Changes the user's PIN if the old one is right, under the lockout that checks it.</summary>
    [Alias("change-pin"), ResponseTimeout(Deadlines.Check)]
    [return: Immutable]
    Task<SecretCheck> ChangePinAsync(UserId user, [Immutable] Pin pin, [Immutable] Pin newPin);

    /// <summary>Sets the limits of the wallet if the PIN is right, under the lockout that checks it. An exception says
    /// nothing about the outcome; asking again is safe.</summary>
    [Alias("set-limits"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<LimitsReply> SetLimitsAsync([Immutable] LimitsOrder order);

    /// <summary>What is locked of the user's PIN now, for operators.</summary>
    /// <returns>Null if a store is down, or the user is not the wallet's owner.</returns>
    [Alias("look-at-pin"), ResponseTimeout(Deadlines.Check)]
    Task<PinLock?> LookAtPinAsync(UserId user);

    /// <summary>Lifts the lock of the user's PIN and forgets the wrong ones, because an operator says so.</summary>
    /// <returns>False if a store is down, so that nobody knows whether it is lifted, or the user is not the wallet's
    /// owner.</returns>
    [Alias("unlock-pin"), ResponseTimeout(Deadlines.Check)]
    Task<bool> UnlockPinAsync(UserId user);
}
