namespace Wallet.Core;

/// <summary>What a key record tells of its request, as an audit reads it: whatever is stored, sound or not. It is held
/// against what the operation is known to be and against the transfer it led to, the same for every ledger.</summary>
public readonly ref struct AuditedRequest
{
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
    /// <param name="remaining">What was left of the linked transfer, if it says so.</param>
    public void Check(AuditFindings findings, string where, long outcome, long? remaining)
    {
        findings.Check(outcome is > 0 and <= byte.MaxValue && ((OutcomeCode)outcome)
            .IsRecorded(), 5, where, $"its outcome is {outcome}, which is never recorded");
        findings.Check(
            Fingerprint.Length == Core.Fingerprint.Size, 5, where, "its fingerprint has not 32 bytes");
        findings.Check(
            remaining is null || remaining >= 0 && Link is not null && outcome != (long)OutcomeCode.Committed, 5, where,
            $"it says that {remaining} was left, which it can't know");
        // An outcome that both of the operations of that time could lead to, recorded before operations were.
        var isOld = Operation == Operations.NotRecorded
            && (OutcomeCode)outcome is OutcomeCode.WalletFrozen or OutcomeCode.BalanceLimit;
        if (Operations.Find(Operation) is { } rules)
            findings.Check(
                // What pays a payment request has a link, and its refusals are not recorded.
                rules.PaysRequests ? Link is null || Link.Length == 16 && outcome == (long)OutcomeCode.Committed
                : rules.GivesBack is null ? Link is null : Link?.Length == 16, 5, where,
                Link is null ? $"it is a {rules.Name} without a link" : $"it is a {rules.Name} with a wrong link");
        else
            findings.Check(isOld && Link is null, 5, where, $"its operation is {Operation}, which there is not");
    }

    /// <summary>Checks that a transfer is what it asked for.</summary>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="where">The key record.</param>
    /// <param name="sender">The wallet that was debited.</param>
    /// <param name="receiver">The wallet that was credited.</param>
    /// <param name="amount">What moved, in minor units.</param>
    /// <param name="note">The note, if any.</param>
    public void CheckTransfer(
        AuditFindings findings, string where, string sender, string receiver, long amount, string? note)
    {
        if (Operations.Find(Operation) is not { } rules)
            return; // That is found already.
        var owner = rules.KeyOwner switch
        {
            KeyOwner.Sender => sender,
            KeyOwner.Receiver => receiver,
            _ => WalletId.Issuer.Value,
        };
        findings.Check(Caller == owner, 5, where, "its transfer is somebody else's");
        findings.Check(rules.IsIssued == (sender == WalletId.Issuer.Value), 5, where,
            $"its transfer is no {rules.Name}: it comes from {sender}");
        // Who asked for all that was left named no amount.
        findings.Check(
            IsFingerprint(ReferenceHash.OfRequest(Operation, receiver, amount, note, Link))
            || Link is not null && IsFingerprint(ReferenceHash.OfRequest(Operation, receiver, 0, note, Link)), 5, where,
            "its fingerprint is not that of its transfer");
    }

    private bool IsFingerprint(byte[] expected) => Fingerprint.SequenceEqual(expected);
}
