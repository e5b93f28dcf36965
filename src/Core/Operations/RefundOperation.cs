namespace Wallet.Core;

/// <summary>Gives back a transfer, or a part of it, because its receiver says so.</summary>
internal sealed class RefundOperation : GivingBackRules
{
    public override Operation Code => Operation.Refund;

    public override string Name => "refund";

    public override KeyOwner KeyOwner => KeyOwner.Sender;
}

public sealed partial record LedgerCommand
{
    /// <summary>A refund of a transfer by its receiver.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="amount">How much of it; <see cref="Amount.Rest"/> for all that is left.</param>
    /// <param name="note">A note, if any.</param>
    /// <param name="key">The key, among those of the transfer's receiver.</param>
    /// <param name="proposedId">The ID the refund gets.</param>
    public static LedgerCommand Refund(
        Transfer transfer, Amount amount, Note? note, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Refund, transfer.Receiver, transfer.Receiver, transfer.Payer, amount, note, key,
            Fingerprint.Of(Operation.Refund, transfer.Payer, amount, note, transfer.Id), proposedId, transfer.Id);
}
