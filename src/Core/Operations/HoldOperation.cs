namespace Wallet.Core;

/// <summary>Money that is set aside for somebody: into escrow, from where its receiver may capture it until it expires.
/// That the receiver is there is seen to before it is judged.</summary>
internal sealed class HoldOperation : OperationRules
{
    public override Operation Code => Operation.Hold;

    public override string Name => "hold";

    public override KeyOwner KeyOwner => KeyOwner.Sender;

    public override WalletId? GoesTo => WalletId.Escrow;

    public override bool CountsTowardsLimits => true;
}

public sealed partial record LedgerCommand
{
    /// <summary>A hold of the caller's money.</summary>
    /// <param name="caller">Whose money it is.</param>
    /// <param name="receiver">Who may capture it.</param>
    /// <param name="amount">How much.</param>
    /// <param name="expiresIn">How long it lasts, in whole seconds.</param>
    /// <param name="note">A note, if any.</param>
    /// <param name="key">The caller's idempotency key.</param>
    /// <param name="proposedId">The ID that the hold gets.</param>
    public static LedgerCommand PlaceHold(
        WalletId caller, WalletId receiver, Amount amount, TimeSpan expiresIn, Note? note, IdempotencyKey key,
        TransferId proposedId)
    {
        var hold = new NewHold(receiver, expiresIn);
        return new(Operation.Hold, caller, caller, WalletId.Escrow, amount, note, key,
            Fingerprint.OfHold(hold, amount, note), proposedId, Hold: hold);
    }
}
