namespace Wallet.Core;

/// <summary>One balance change that a ledger is asked to decide. Its shape is valid; whether it is possible depends on
/// state.</summary>
/// <param name="Operation">Transfer or deposit.</param>
/// <param name="Caller">The wallet that asks, to which the key belongs.</param>
/// <param name="Sender">The wallet to debit.</param>
/// <param name="Receiver">The wallet to credit.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">The sender's note, if any.</param>
/// <param name="Key">The caller's idempotency key.</param>
/// <param name="Fingerprint">What the request asked for.</param>
/// <param name="ProposedId">The ID the transfer gets if this attempt commits it. A later attempt proposes another, so
/// that a found record tells whose it is.</param>
public sealed record LedgerCommand(
    Operation Operation,
    WalletId Caller,
    WalletId Sender,
    WalletId Receiver,
    Amount Amount,
    Note? Note,
    IdempotencyKey Key,
    Fingerprint Fingerprint,
    TransferId ProposedId)
{
    /// <summary>A transfer from the caller's wallet.</summary>
    public static LedgerCommand Transfer(
        WalletId caller, WalletId receiver, Amount amount, Note? note, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Transfer, caller, caller, receiver, amount, note, key,
            Fingerprint.Of(Operation.Transfer, receiver, amount, note), proposedId);

    /// <summary>A deposit of play money into the caller's wallet.</summary>
    public static LedgerCommand Deposit(WalletId caller, Amount amount, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Deposit, caller, WalletId.Issuer, caller, amount, null, key,
            Fingerprint.Of(Operation.Deposit, caller, amount, null), proposedId);
}

/// <summary>What a ledger decided, or had decided before, about a command.</summary>
/// <param name="Code">The outcome; one of the codes of step 5, or a failure of the ledger.</param>
/// <param name="Transfer">The transfer, exactly when the code is <see cref="OutcomeCode.Committed"/>.</param>
/// <param name="Replayed">Whether an earlier request with the same key led to it.</param>
public sealed record Decision(OutcomeCode Code, Transfer? Transfer = null, bool Replayed = false)
{
    /// <summary>The answer for a command that finds <paramref name="record"/> under its key.</summary>
    public static Decision FromRecord(LedgerCommand command, KeyRecord record) =>
        record.Fingerprint != command.Fingerprint
            ? new Decision(OutcomeCode.IdempotencyKeyReused)
            // The same ID as proposed: this very attempt committed, and only its answer had been lost on the way. A
            // refusal has no ID: one whose answer was lost counts as replayed to its own attempt, which tells the
            // client no wrong outcome, only that it is on record.
            : new Decision(record.Code, record.Transfer, Replayed: record.Transfer?.Id != command.ProposedId);
}

/// <summary>What a (caller, key) led to: unique and kept for ever.</summary>
/// <param name="Fingerprint">What the first request with the key asked for.</param>
/// <param name="Code">A recorded outcome.</param>
/// <param name="Transfer">The transfer, exactly when the code is <see cref="OutcomeCode.Committed"/>.</param>
public sealed record KeyRecord(Fingerprint Fingerprint, OutcomeCode Code, Transfer? Transfer);
