namespace Wallet.Core;

/// <summary>Gives back a transfer, or a part of it, because its receiver says so.</summary>
internal sealed class RefundOperation : GivingBackRules
{
    public override Operation Code => Operation.Refund;

    public override string Name => "refund";

    public override KeyOwner KeyOwner => KeyOwner.Sender;

    internal override OutcomeCode JudgeNamed(Transfer? named, WalletId caller)
    {
        if (named is null || !named.Concerns(caller))
            return OutcomeCode.TransferNotFound;
        return named.Receiver == caller && CanReferTo(named) ? OutcomeCode.Committed : OutcomeCode.NotRefundable;
    }
}

public sealed partial record LedgerCommand
{
    /// <summary>A refund of a transfer by its receiver, open until the transfer has been looked up.</summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="transfer">The transfer.</param>
    /// <param name="amount">How much of it; <see cref="Amount.Rest"/> for all that is left.</param>
    /// <param name="note">A note, if any.</param>
    /// <param name="key">The caller's idempotency key.</param>
    /// <param name="proposedId">The ID the refund gets.</param>
    public static LedgerCommand Refund(
        WalletId caller, TransferId transfer, Amount amount, Note? note, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Refund, caller, caller, default, amount, note, key, default, proposedId, transfer);
}
