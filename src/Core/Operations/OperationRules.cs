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

    /// <summary>Whether the money comes from the issuer. It does if and only if this says so.</summary>
    public virtual bool IsIssued => false;

    /// <summary>The operation whose transfers it gives back, in whole or in part, from receiver to sender. A command
    /// has a link, to such a transfer, if and only if this is not null.</summary>
    public virtual Operation? GivesBack => null;

    /// <summary>Whether operators alone ask for it: no freeze stops it, and each of its transfers is a row of the
    /// operators' log. Such an operation gives back transfers, and its note says why.</summary>
    public virtual bool IsOperators => false;

    /// <summary>Whether what is sent by it counts towards the limits that the sender's owner has set, and is stopped
    /// by them.</summary>
    public virtual bool CountsTowardsLimits => false;

    /// <summary>Decides, in the order of precedence that <see cref="OutcomeCode"/> documents.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="sender">The wallet to debit.</param>
    /// <param name="receiver">The wallet to credit; null if there is none.</param>
    /// <param name="linked">The transfer that the command refers to, exactly when <see cref="GivesBack"/> is not
    /// null.</param>
    /// <param name="now">The ledger's time, by which freezes end.</param>
    /// <param name="at">What the transfer would be dated with, by which days end and raised limits take
    /// effect.</param>
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
        if (receiver is null || receiver.Id.IsIssuer)
            return OutcomeCode.ReceiverNotFound;
        if (!IsOperators && (IsStopped(sender, Direction.Debit, now) || IsStopped(receiver, Direction.Credit, now)))
            return OutcomeCode.WalletFrozen;
        if (!sender.Id.IsIssuer && sender.BalanceMinor < amountMinor)
            return OutcomeCode.InsufficientFunds;
        if (receiver.BalanceMinor > Limits.MaxBalanceMinor - amountMinor)
            return OutcomeCode.BalanceLimit;
        // What the issuer owes must fit 64 bits as well.
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
