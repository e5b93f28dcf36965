namespace Wallet.Core;

/// <summary>Gives back a transfer, or a part of it, because an operator says so.</summary>
/// <remarks>A freeze is an operator's word to those who pay, and does not stop an operator: whoever freezes a thief
/// gives the money back next, and to thaw the wallet for that would let the thief be faster. The key belongs to the
/// issuer: an operator acts for the house and has no wallet, and in the wallet of either party it could meet a key of
/// theirs.</remarks>
internal sealed class ReversalOperation : GivingBackRules
{
    public override Operation Code => Operation.Reversal;

    public override string Name => "reversal";

    public override KeyOwner KeyOwner => KeyOwner.Issuer;

    public override bool IsOperators => true;
}

public sealed partial record LedgerCommand
{
    /// <summary>A reversal of a transfer.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="amount">How much of it; <see cref="Amount.Rest"/> for all that is left.</param>
    /// <param name="reason">Why. Both parties read it as the note.</param>
    /// <param name="key">The operator's idempotency key, among the issuer's.</param>
    /// <param name="proposedId">The ID the reversal gets.</param>
    /// <param name="by">The operator's key; null for the command line.</param>
    public static LedgerCommand Reversal(
        Transfer transfer, Amount amount, Note reason, IdempotencyKey key, TransferId proposedId,
        OperatorKeyId? by = null) =>
        new(Operation.Reversal, WalletId.Issuer, transfer.Receiver, transfer.Payer, amount, reason, key,
            Fingerprint.Of(Operation.Reversal, transfer.Payer, amount, reason, transfer.Id), proposedId, transfer.Id,
            by);
}
