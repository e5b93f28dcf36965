namespace Wallet.Core;

/// <summary>Holds what gives transfers back against those transfers, the same for every ledger: each goes the other
/// way, and all together they never exceed it (invariant 9).</summary>
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
        findings.Check((transfer.Sender, transfer.Receiver) == (linked.Receiver, linked.Sender), 9, Where,
            $"what gives it back goes from {transfer.Sender} to {transfer.Receiver}");
        findings.Check((long?)Operations.Find(transfer.Operation)?.GivesBack == linked.Operation, 9, Where,
            "it is given back, but it is nothing that can be, or by nothing that does");
    }

    /// <summary>Checks the sum of the last transfer.</summary>
    public void Finish() => findings.Check(_linked is null || _sum <= _linked.Amount, 9, Where,
        $"{_sum} of it was given back, but it is {_linked?.Amount}");

    private string Where => $"transfer {Convert.ToHexStringLower(_link)}";
}
