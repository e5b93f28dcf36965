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
    /// has a link, to such a transfer, if and only if this is not null; but see
    /// <see cref="PaysRequests"/>.</summary>
    public virtual Operation? GivesBack => null;

    /// <summary>Whether it can pay a payment request. A command of it may have a link then, to a request, which is
    /// decided after <see cref="Judge"/>.</summary>
    public virtual bool PaysRequests => false;

    /// <summary>Whether operators alone ask for it: no freeze stops it, and each of its transfers is a row of the
    /// operators' log. Such an operation gives back transfers, and its note says why.</summary>
    public virtual bool IsOperators => false;

    /// <summary>Decides, in the order of precedence that <see cref="OutcomeCode"/> documents.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="sender">The wallet to debit.</param>
    /// <param name="receiver">The wallet to credit; null if there is none.</param>
    /// <param name="linked">The transfer that the command refers to, exactly when <see cref="GivesBack"/> is not
    /// null.</param>
    /// <param name="now">The ledger's time, by which freezes end.</param>
    internal virtual Judgement Judge(
        LedgerCommand command, WalletState sender, WalletState? receiver, LinkedTransfer? linked, Timestamp now) =>
        new(JudgeMove(sender, receiver, command.Amount.Minor, now), command.Amount.Minor);

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

    private static bool IsStopped(WalletState wallet, Direction side, Timestamp now) =>
        wallet.Freeze is { } freeze && freeze.Stops(side, now);
}
