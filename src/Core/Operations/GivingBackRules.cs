namespace Wallet.Core;

/// <summary>
/// The rules of what gives back a transfer, or a part of it, from its receiver to its sender: what is given back never
/// exceeds what is left of it, whoever gives it back, and the receiver is never overdrawn.
/// </summary>
internal abstract class GivingBackRules : OperationRules
{
    // Of a deposit nothing can be given back, for nobody sent it; nor of what gives back, which would go to and fro.
    public sealed override IReadOnlyList<Operation> RefersTo { get; } = [Operation.Transfer, Operation.Capture];

    internal sealed override Judgement Judge(
        LedgerCommand command, WalletState sender, WalletState? receiver, LinkedTransfer? linked, Timestamp now,
        Timestamp at)
    {
        var remaining = CanReferTo(linked!.Transfer) ? linked.RemainingMinor : 0;
        var amount = command.Amount.IsRest ? remaining : command.Amount.Minor;
        var code = JudgeMove(sender, receiver, amount, now);
        if (code != OutcomeCode.Committed)
            return new Judgement(code, amount);
        if (amount == 0 || amount > remaining)
            return new Judgement(OutcomeCode.RefundExceeds, amount, remaining);
        return new Judgement(linked.IsInTooManyParts(amount) ? OutcomeCode.TooManyParts : code, amount);
    }
}
