namespace Wallet.Core;

/// <summary>Holds what gives transfers back, or passes holds on, against those transfers, the same for every ledger:
/// each goes where it has to, and all together they never exceed it (invariant 9).</summary>
/// <param name="findings">Told what is wrong.</param>
public sealed class AuditedLinks(AuditFindings findings)
{
    private byte[] _link = [];
    private Int128 _sum;
    private AuditedTransfer? _linked;

    /// <summary>Adds a key record with a link, in the order of the links.</summary>
    /// <param name="link">The ID of the transfer it refers to.</param>
    /// <param name="linked">That transfer; null if there is none.</param>
    /// <param name="transfer">The transfer that it led to; null if it was refused.</param>
    public void Add(byte[] link, AuditedTransfer? linked, AuditedTransfer? transfer)
    {
        if (!link.AsSpan().SequenceEqual(_link))
        {
            Finish();
            (_link, _linked, _sum) = (link, linked, 0);
        }

        findings.Check(linked is not null, 9, Where, "it is referred to, but is not there");
        if (linked is null || transfer is null)
            return;
        _sum += transfer.Amount;
        var rules = Operations.Find(transfer.Operation);
        var goal = rules is { GoesOn: true } ? linked.Hold?.Receiver : linked.Hold?.Payer ?? linked.Sender;
        findings.Check(transfer.Sender == linked.Receiver && transfer.Receiver == goal, 9, Where,
            $"what refers to it goes from {transfer.Sender} to {transfer.Receiver}");
        findings.Check(
            rules is not null && linked.Operation is > 0 and <= byte.MaxValue
            && rules.RefersTo.Contains((Operation)linked.Operation), 9, Where,
            "it is referred to, but it is nothing that can be, or by nothing that does");
        if (linked.Operation == (long)Operation.Hold && linked.Hold is { ExpiresAt: var end })
            CheckTime(transfer, end);
    }

    /// <summary>Checks the sum of the last transfer.</summary>
    public void Finish() => findings.Check(_linked is null || _sum <= _linked.Amount, 9, Where,
        $"{_sum} of it was {(_linked?.Hold is null ? "given back" : "captured and released")}, but it is "
        + $"{_linked?.Amount}");

    // Before its end a hold is its receiver's to decide on, and from then on it goes back by itself.
    private void CheckTime(AuditedTransfer transfer, long end)
    {
        findings.Check(transfer.Operation != (long)Operation.Capture || transfer.CreatedAt < end, 9, Where,
            "it was captured after it had expired");
        findings.Check(transfer.Caller != WalletId.Escrow.Value || transfer.CreatedAt >= end, 9, Where,
            "it was released by itself before it had expired");
    }

    private string Where => $"transfer {Convert.ToHexStringLower(_link)}";
}
