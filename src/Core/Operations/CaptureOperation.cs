namespace Wallet.Core;

/// <summary>A hold, or a part of it, on to its receiver: before it expires, and never more than is left of it. The
/// payer is not asked again, and a freeze of the payer does not stop it: what was promised to the receiver is
/// kept.</summary>
internal sealed class CaptureOperation : OperationRules
{
    public override Operation Code => Operation.Capture;

    public override string Name => "capture";

    public override KeyOwner KeyOwner => KeyOwner.Receiver;

    public override WalletId? ComesFrom => WalletId.Escrow;

    public override IReadOnlyList<Operation> RefersTo { get; } = [Operation.Hold];

    public override bool GoesOn => true;

    internal override Judgement Judge(
        LedgerCommand command, WalletState sender, WalletState? receiver, LinkedTransfer? linked, Timestamp now,
        Timestamp at)
    {
        var remaining = linked!.RemainingMinor;
        var amount = command.Amount.IsRest ? remaining : command.Amount.Minor;
        var code = JudgeMove(sender, receiver, amount, now);
        if (code != OutcomeCode.Committed)
            return new Judgement(code, amount);
        if (linked.Transfer.Hold!.HasExpired(at))
            return new Judgement(OutcomeCode.HoldExpired, amount);
        if (remaining == 0)
            return new Judgement(OutcomeCode.HoldClosed, amount);
        if (amount > remaining)
            return new Judgement(OutcomeCode.HoldExceeds, amount, remaining);
        return new Judgement(
            linked.IsInTooManyParts(amount) ? OutcomeCode.TooManyParts : OutcomeCode.Committed, amount);
    }
}

public sealed partial record LedgerCommand
{
    /// <summary>A capture by the hold's receiver.</summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="amount">How much of it; <see cref="Amount.Rest"/> for all that is left.</param>
    /// <param name="key">The caller's idempotency key.</param>
    /// <param name="proposedId">The ID that the capture gets.</param>
    public static LedgerCommand Capture(
        WalletId caller, TransferId hold, Amount amount, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Capture, caller, WalletId.Escrow, caller, amount, null, key,
            Fingerprint.Of(Operation.Capture, caller, amount, null, hold), proposedId, hold);
}
