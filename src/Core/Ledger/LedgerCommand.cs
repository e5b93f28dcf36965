namespace Wallet.Core;

/// <summary>One balance change that a ledger is asked to decide. Its shape is valid; whether it is possible depends on
/// state. How a command is made is told where its operation is (<see cref="OperationRules"/>).</summary>
/// <param name="Operation">What moves the money.</param>
/// <param name="Caller">The wallet that asks, to which the key belongs.</param>
/// <param name="Sender">The wallet to debit.</param>
/// <param name="Receiver">The wallet to credit; empty while the command is open (<see cref="IsOpen"/>).</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">The sender's note, if any.</param>
/// <param name="Key">The caller's idempotency key.</param>
/// <param name="Fingerprint">What the request asked for; empty while the command is open.</param>
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
    NewHold? Hold = null)
{
    /// <summary>Whether a user named the transfer that it refers to. Whether there is one, and whether the user may
    /// have this done to it, is the ledger's to say then (<see cref="OperationRules.JudgeNamed"/>). Who acts for the
    /// house has looked before.</summary>
    public bool NamesTransfer =>
        Link is not null && !Caller.IsHouse && Operations.Find((byte)Operation) is { RefersTo.Count: > 0 };

    /// <summary>Whether it gives back a transfer that nobody has looked up yet, so that nobody knows whom to.</summary>
    public bool IsOpen => Receiver == default;

    /// <summary>The command with all that it left open.</summary>
    /// <param name="named">The transfer that it refers to.</param>
    public LedgerCommand CompletedBy(Transfer named) => !IsOpen ? this : this with
    {
        Receiver = named.Payer,
        Fingerprint = Fingerprint.Of(Operation, named.Payer, Amount, Note, named.Id),
    };
}
