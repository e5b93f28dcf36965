namespace Wallet.Core;

/// <summary>One balance change that a ledger is asked to decide. Its shape is valid; whether it is possible depends on
/// state. How a command is made is told where its operation is (<see cref="OperationRules"/>).</summary>
/// <param name="Operation">What moves the money.</param>
/// <param name="Caller">The wallet that asks, to which the key belongs.</param>
/// <param name="Sender">The wallet to debit.</param>
/// <param name="Receiver">The wallet to credit.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">The sender's note, if any.</param>
/// <param name="Key">The caller's idempotency key.</param>
/// <param name="Fingerprint">What the request asked for.</param>
/// <param name="ProposedId">The ID the transfer gets if this attempt commits it. A later attempt proposes another, so
/// that a found record tells whose it is.</param>
/// <param name="Link">The transfer it refers to, in an operation that refers to one; or the payment request that it
/// pays.</param>
/// <param name="By">The operator's key, in an operation that operators ask for; null for the command line. It is no
/// part of the request: another operator who retries it asks for the same.</param>
/// <param name="Hold">What is agreed of the hold, in the operation that makes one.</param>
public sealed partial record LedgerCommand(
    Operation Operation,
    WalletId Caller,
    WalletId Sender,
    WalletId Receiver,
    Amount Amount,
    Note? Note,
    IdempotencyKey Key,
    Fingerprint Fingerprint,
    TransferId ProposedId,
    TransferId? Link = null,
    OperatorKeyId? By = null,
    NewHold? Hold = null);
