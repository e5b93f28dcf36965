namespace Wallet.Core;

/// <summary>
/// What is to be known of one operation, and how it is decided. Each operation is a file here and a row in
/// <see cref="Operations"/>: ledgers, grains and audits know operations only as data.
/// </summary>
public abstract class OperationRules
{
    /// <summary>Its code.</summary>
    public abstract Operation Code { get; }

    /// <summary>Its name, as people read it.</summary>
    public abstract string Name { get; }

    /// <summary>Whose wallet the key of its requests belongs to.</summary>
    public abstract KeyOwner KeyOwner { get; }

    /// <summary>The wallet of the house that the money comes from, always; null if it comes from a user's.</summary>
    public virtual WalletId? ComesFrom => null;

    /// <summary>The wallet of the house that the money goes to, always; null if it goes to a user's.</summary>
    public virtual WalletId? GoesTo => null;

    /// <summary>The operations whose transfers it gives back or passes on, in whole or in part, from where they went. A
    /// command has a link, to such a transfer, if and only if there are any; but see <see
    /// cref="PaysRequests"/>.</summary>
    public virtual IReadOnlyList<Operation> RefersTo => [];

    /// <summary>Whether it can refer to a transfer.</summary>
    public bool CanReferTo(Transfer transfer) => RefersTo.Contains(transfer.Operation);

    /// <summary>Whether the money of the hold that it refers to goes on to the hold's receiver. What else refers to a
    /// transfer gives it back to whoever paid.</summary>
    public virtual bool GoesOn => false;

    /// <summary>Whether a freeze stops it.</summary>
    public virtual bool StopsAtFreezes => !IsOperators;

    /// <summary>Whether it can pay a payment request. A command of it may have a link then, to a request, which is
    /// decided after <see cref="Judge"/>.</summary>
    public virtual bool PaysRequests => false;

    /// <summary>Whether operators alone ask for it: no freeze stops it, and each of its transfers is a row of the
    /// operators' log. Such an operation gives back transfers, and its note says why.</summary>
    public virtual bool IsOperators => false;

    /// <summary>Whether what is sent by it counts towards the limits that the sender's owner has set, and is stopped
    /// by them.</summary>
    public virtual bool CountsTowardsLimits => false;

    /// <summary>Decides whether a user may have it done to a transfer that they name. A transfer never changes, so what
    /// is refused here is refused for ever, and needs no record.</summary>
    /// <param name="named">The transfer; null if there is none.</param>
    /// <param name="caller">The user's wallet.</param>
    /// <returns><see cref="OutcomeCode.Committed"/> if they may.</returns>
    // A hold is its receiver's to take or to give back, and nobody else gets to know of it here.
    internal virtual OutcomeCode JudgeNamed(Transfer? named, WalletId caller) =>
        named is { Hold: { } terms } && terms.Receiver == caller && CanReferTo(named)
            ? OutcomeCode.Committed
            : OutcomeCode.TransferNotFound;

    /// <summary>Decides, in the order of precedence that <see cref="OutcomeCode"/> documents.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="sender">The wallet to debit.</param>
    /// <param name="receiver">The wallet to credit; null if there is none.</param>
    /// <param name="linked">The transfer that the command refers to, exactly when <see cref="RefersTo"/> names
    /// any.</param>
    /// <param name="now">The ledger's time, by which freezes end.</param>
    /// <param name="at">When the transfer will have been made, by which all else is decided: the ledger's time, but
    /// never before the last entry of either wallet.</param>
    internal virtual Judgement Judge(
        LedgerCommand command, WalletState sender, WalletState? receiver, LinkedTransfer? linked, Timestamp now,
        Timestamp at)
    {
        var code = JudgeMove(sender, receiver, command.Amount.Minor, now);
        return code == OutcomeCode.Committed
            ? JudgeLimits(sender, command.Amount.Minor, at)
            : new Judgement(code, command.Amount.Minor);
    }

    /// <summary>What holds whenever money moves.</summary>
    private protected OutcomeCode JudgeMove(
        WalletState sender, WalletState? receiver, long amountMinor, Timestamp now)
    {
        if (receiver is null || receiver.Id.IsHouse && receiver.Id != GoesTo)
            return OutcomeCode.ReceiverNotFound;
        if (StopsAtFreezes && (IsStopped(sender, Direction.Debit, now) || IsStopped(receiver, Direction.Credit, now)))
            return OutcomeCode.WalletFrozen;
        if (!sender.Id.IsHouse && sender.BalanceMinor < amountMinor)
            return OutcomeCode.InsufficientFunds;
        // What escrow holds, and what the issuer owes, is limited by 64 bits.
        if (receiver.BalanceMinor > (GoesTo is null ? Limits.MaxBalanceMinor : long.MaxValue) - amountMinor)
            return OutcomeCode.BalanceLimit;
        if (sender.BalanceMinor < long.MinValue + amountMinor)
            return OutcomeCode.BalanceLimit;
        return OutcomeCode.Committed;
    }

    /// <summary>What the sender's limits say, after all that comes before them in the order of precedence.</summary>
    private protected Judgement JudgeLimits(WalletState sender, long amountMinor, Timestamp at)
    {
        if (!CountsTowardsLimits || sender.OwnLimits is not { } limits)
            return new Judgement(OutcomeCode.Committed, amountMinor);
        var view = SpendingView.Of(limits, sender.Spending, at);
        return view.AllowedMinor is { } allowed && amountMinor > allowed
            ? new Judgement(OutcomeCode.LimitExceeded, amountMinor, allowed, view.ResetsAt)
            : new Judgement(OutcomeCode.Committed, amountMinor);
    }

    private static bool IsStopped(WalletState wallet, Direction side, Timestamp now) =>
        wallet.Freeze is { } freeze && freeze.Stops(side, now);
}
