namespace Wallet.Core;

/// <summary>
/// Everything a request to move money can lead to. The order of the refusals (10 to 59) is the order of precedence:
/// where several apply, the first of this list is the answer. What stops the chain (from 60 on) has no place in that
/// order: it is the answer at the step where it shows. The numbers are stored in ledgers and never change meaning.
/// </summary>
public enum OutcomeCode : byte
{
    /// <summary>The money moved. The only outcome with a transfer.</summary>
    Committed = 1,

    /// <summary>Step 2: sender and receiver are the same wallet. Not recorded.</summary>
    SelfTransfer = 10,

    /// <summary>Step 2, or before all else in step 5 where step 3 could not come between: there is no transfer with
    /// this ID that the caller sent or received, or no hold that the caller may capture. Not recorded.</summary>
    TransferNotFound = 11,

    /// <summary>As before: what was paid can't be refunded, or not by the caller, who sent it. Not recorded, and it is
    /// the same for ever.</summary>
    NotRefundable = 12,

    /// <summary>Step 3: the PIN is locked after too many wrong ones. Not recorded.</summary>
    PinLocked = 20,

    /// <summary>Step 3: the PIN is wrong. Not recorded.</summary>
    WrongPin = 21,

    /// <summary>Step 4: a request with this key is being worked on. Not recorded.</summary>
    TransferInProgress = 30,

    /// <summary>Step 5: the key was used before, for another request. Not recorded (the first outcome stays).</summary>
    IdempotencyKeyReused = 40,

    /// <summary>Step 5: no such receiver, or the receiver is the house. Recorded.</summary>
    ReceiverNotFound = 41,

    /// <summary>Step 5: the sender's debits or the receiver's credits are frozen at this moment. Does not apply to what
    /// operators ask for. Recorded.</summary>
    WalletFrozen = 42,

    /// <summary>Step 5: the sender's balance is smaller than the amount. Recorded.</summary>
    InsufficientFunds = 43,

    /// <summary>Step 5: the receiver's balance would pass <see cref="Limits.MaxBalanceMinor"/>. Recorded.</summary>
    BalanceLimit = 44,

    /// <summary>Step 5: more is to be given back than is left of the transfer. Says how much is left.
    /// Recorded.</summary>
    RefundExceeds = 45,

    /// <summary>Step 5: the hold has expired. Recorded.</summary>
    HoldExpired = 46,

    /// <summary>Step 5: nothing is left of the hold. Recorded.</summary>
    HoldClosed = 47,

    /// <summary>Step 5: more is to be captured than is left of the hold. Says how much is left. Recorded.</summary>
    HoldExceeds = 48,

    /// <summary>Step 5: the sender's own limits do not let so much out. Says how much they would, and when the day
    /// ends. Recorded.</summary>
    LimitExceeded = 49,

    /// <summary>Step 5: the payment request is not open any more. Says what it is. Not recorded, as no refusal to pay a
    /// request is (<see cref="LedgerCommand.RecordsRefusals"/>).</summary>
    RequestClosed = 50,

    /// <summary>Step 5: the transfer was given back, or the hold captured, in <see cref="Limits.MaxParts"/> parts, and
    /// this would leave something of it. Recorded.</summary>
    TooManyParts = 51,

    /// <summary>Any step: a bounded queue is full. Surely nothing happened; try again. Not recorded.</summary>
    Busy = 60,

    /// <summary>Any step: a store is down. Surely nothing happened; try again. Not recorded.</summary>
    Unavailable = 61,

    /// <summary>Step 5: whether the money moved could not be learnt in time. A retry with the same key learns it. Not
    /// recorded.</summary>
    OutcomeUnknown = 62,

    /// <summary>Step 3 or 5: the caller does not exist in this ledger, so the token is from another one. Not recorded,
    /// because there is no wallet that a record could belong to. In step 5 it comes before every refusal.</summary>
    CallerNotFound = 70,
}

/// <summary>What is known of an outcome by its code alone.</summary>
public static class OutcomeCodes
{
    /// <summary>Whether the ledger keeps this outcome under its key and replays it for ever.</summary>
    public static bool IsRecorded(this OutcomeCode code) =>
        code is OutcomeCode.Committed or OutcomeCode.ReceiverNotFound or OutcomeCode.WalletFrozen
            or OutcomeCode.InsufficientFunds or OutcomeCode.BalanceLimit or OutcomeCode.RefundExceeds
            or OutcomeCode.HoldExpired or OutcomeCode.HoldClosed or OutcomeCode.HoldExceeds
            or OutcomeCode.LimitExceeded or OutcomeCode.TooManyParts;
}
