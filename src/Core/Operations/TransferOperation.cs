namespace Wallet.Core;

/// <summary>From the caller's wallet to another. There is no rule but those that always hold, and that a payment
/// request which it pays is open.</summary>
internal sealed class TransferOperation : OperationRules
{
    public override Operation Code => Operation.Transfer;

    public override string Name => "transfer";

    public override KeyOwner KeyOwner => KeyOwner.Sender;

    public override bool CountsTowardsLimits => true;

    public override bool PaysRequests => true;
}

public sealed partial record LedgerCommand
{
    /// <summary>A transfer from the caller's wallet.</summary>
    public static LedgerCommand Transfer(
        WalletId caller, WalletId receiver, Amount amount, Note? note, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Transfer, caller, caller, receiver, amount, note, key,
            Fingerprint.Of(Operation.Transfer, receiver, amount, note), proposedId);
}
