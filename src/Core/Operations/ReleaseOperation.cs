namespace Wallet.Core;

/// <summary>What is left of a hold, back to its payer: because its receiver says so, or by itself once it has expired.
/// No freeze stops it, for nobody gets anything that was not theirs.</summary>
internal sealed class ReleaseOperation : OperationRules
{
    public override Operation Code => Operation.Release;

    public override string Name => "release";

    public override KeyOwner KeyOwner => KeyOwner.HoldReceiver;

    public override WalletId? ComesFrom => WalletId.Escrow;

    public override IReadOnlyList<Operation> RefersTo { get; } = [Operation.Hold];

    public override bool StopsAtFreezes => false;

    internal override Judgement Judge(
        LedgerCommand command, WalletState sender, WalletState? receiver, LinkedTransfer? linked, Timestamp now,
        Timestamp at)
    {
        var remaining = linked!.RemainingMinor;
        var code = JudgeMove(sender, receiver, remaining, now);
        if (code != OutcomeCode.Committed)
            return new Judgement(code, remaining);
        if (remaining == 0)
            return new Judgement(OutcomeCode.HoldClosed, remaining);
        // Whoever found it due had a clock that is ahead of this one. It is asked for again, and not recorded.
        return command.Caller.IsEscrow && !linked.Transfer.Hold!.HasExpired(at)
            ? new Judgement(OutcomeCode.Unavailable, remaining)
            : new Judgement(OutcomeCode.Committed, remaining);
    }
}

public sealed partial record LedgerCommand
{
    /// <summary>A release by the hold's receiver, open until the hold has been looked up.</summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="key">The caller's idempotency key.</param>
    /// <param name="proposedId">The ID that the release gets.</param>
    public static LedgerCommand Release(
        WalletId caller, TransferId hold, IdempotencyKey key, TransferId proposedId) =>
        new(Operation.Release, caller, WalletId.Escrow, default, Amount.Rest, null, key, default, proposedId, hold);

    /// <summary>A release of a hold that has expired. Its key is escrow's, and the same whoever asks and however
    /// often.</summary>
    /// <param name="hold">The transfer that made the hold.</param>
    /// <param name="proposedId">The ID that the release gets.</param>
    public static LedgerCommand ReleaseExpired(Transfer hold, TransferId proposedId) => Release(
        WalletId.Escrow, hold.Id, IdempotencyKey.Parse(HoldTerms.ExpiryKeyPrefix + hold.Id), proposedId)
        .CompletedBy(hold);
}
