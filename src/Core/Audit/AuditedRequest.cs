namespace Wallet.Core;

/// <summary>What a key record tells of its request, as an audit reads it: whatever is stored, sound or not. It is held
/// against what the operation is known to be and against the transfer it led to, the same for every ledger.</summary>
public readonly ref struct AuditedRequest
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>The operation's code.</summary>
    public required long Operation { get; init; }

    /// <summary>The ID of the transfer it refers to; null if it refers to none.</summary>
    public required byte[]? Link { get; init; }

    /// <summary>The wallet whose key it is.</summary>
    public required string Caller { get; init; }

    /// <summary>The fingerprint.</summary>
    public required ReadOnlySpan<byte> Fingerprint { get; init; }

    /// <summary>Checks what holds whether it succeeded or not.</summary>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="where">The key record.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="remaining">What was left of the linked transfer or of the sender's limits, if it says so.</param>
    /// <param name="resetsAt">When the day of the limits ended, in microseconds since 1970-01-01 UTC, if it says
    /// so.</param>
    public void Check(AuditFindings findings, string where, long outcome, long? remaining, long? resetsAt)
    {
        findings.Check(outcome is > 0 and <= byte.MaxValue && ((OutcomeCode)outcome)
            .IsRecorded(), 5, where, $"its outcome is {outcome}, which is never recorded");
        findings.Check(
            Fingerprint.Length == Core.Fingerprint.Size, 5, where, "its fingerprint has not 32 bytes");
        findings.Check(
            outcome == (long)OutcomeCode.LimitExceeded
                ? remaining >= 0
                : remaining is null || remaining >= 0 && Link is not null && outcome != (long)OutcomeCode.Committed, 5,
            where, $"it says that {remaining} was left, which it can't know");
        var isEnd = resetsAt is { } end && DaySpending.EndOfDay(new Timestamp(end - 1)) == new Timestamp(end);
        findings.Check(outcome == (long)OutcomeCode.LimitExceeded ? isEnd : resetsAt is null, 5, where,
            $"it says that a day ended at {resetsAt}, which it can't know");
        // An outcome that both of the operations of that time could lead to, recorded before operations were.
        var isOld = Operation == Operations.NotRecorded
            && (OutcomeCode)outcome is OutcomeCode.WalletFrozen or OutcomeCode.BalanceLimit;
        if (Operations.Find(Operation) is { } rules)
            findings.Check(
                // What pays a payment request has a link, and its refusals are not recorded.
                rules.PaysRequests ? Link is null || Link.Length == 16 && outcome == (long)OutcomeCode.Committed
                : rules.RefersTo.Count == 0 ? Link is null : Link?.Length == 16, 5, where,
                Link is null ? $"it is a {rules.Name} without a link" : $"it is a {rules.Name} with a wrong link");
        else
            findings.Check(isOld && Link is null, 5, where, $"its operation is {Operation}, which there is not");
    }

    /// <summary>Checks that a transfer is what it asked for.</summary>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="where">The key record.</param>
    /// <param name="transfer">The transfer.</param>
    /// <param name="note">The note, if any.</param>
    public void CheckTransfer(AuditFindings findings, string where, AuditedTransfer transfer, string? note)
    {
        if (Operations.Find(Operation) is not { } rules)
            return; // That is found already.
        var (sender, receiver, hold) = (transfer.Sender, transfer.Receiver, transfer.Hold);
        findings.Check(
            hold is not null == (rules.GoesTo == WalletId.Escrow || rules.ComesFrom == WalletId.Escrow), 9, where,
            hold is null ? $"it is a {rules.Name} without terms of a hold" : "it has terms of a hold, but is none");
        var owner = rules.KeyOwner switch
        {
            KeyOwner.Sender => sender,
            KeyOwner.Receiver => receiver,
            KeyOwner.HoldReceiver when Caller == WalletId.Escrow.Value => Caller,
            KeyOwner.HoldReceiver => hold?.Receiver,
            _ => WalletId.Issuer.Value,
        };
        findings.Check(Caller == owner, 5, where, "its transfer is somebody else's");
        findings.Check(House(sender) == rules.ComesFrom?.Value, 5, where,
            $"its transfer is no {rules.Name}: it comes from {sender}");
        findings.Check(House(receiver) == rules.GoesTo?.Value, 5, where,
            $"its transfer is no {rules.Name}: it goes to {receiver}");
        if (rules.GoesTo == WalletId.Escrow && hold is not null)
        {
            var lasts = hold.ExpiresAt - transfer.CreatedAt;
            findings.Check(
                lasts % MicrosecondsPerSecond == 0 && IsFingerprint(ReferenceHash.OfRequest(
                    Operation, hold.Receiver, transfer.Amount, note, holdSeconds: lasts / MicrosecondsPerSecond)),
                5, where, "its fingerprint is not that of its hold");
            findings.Check(hold.Payer == sender, 9, where, $"its hold says that {hold.Payer} pays");
            return;
        }

        // Who asked for all that was left named no amount.
        findings.Check(
            IsFingerprint(ReferenceHash.OfRequest(Operation, receiver, transfer.Amount, note, Link))
            || Link is not null && IsFingerprint(ReferenceHash.OfRequest(Operation, receiver, 0, note, Link)), 5, where,
            "its fingerprint is not that of its transfer");
    }

    private static string? House(string wallet) =>
        wallet == WalletId.Issuer.Value || wallet == WalletId.Escrow.Value ? wallet : null;

    private bool IsFingerprint(byte[] expected) => Fingerprint.SequenceEqual(expected);
}
