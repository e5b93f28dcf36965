namespace Wallet.Core;

/// <summary>Holds what escrow has against what is left of all holds, and the list in which the ledger finds those that
/// are open against the same, for every ledger (invariant 9).</summary>
/// <param name="findings">Told what is wrong.</param>
/// <param name="listsClosed">Whether the list may have holds of which nothing is left.</param>
public sealed class AuditedHolds(AuditFindings findings, bool listsClosed = false)
{
    private readonly Dictionary<UInt128, AuditedOpenHold> _listed = [];
    private Int128 _left;

    /// <summary>Tells of a row of the list.</summary>
    /// <param name="id">The hold's ID.</param>
    /// <param name="row">The row.</param>
    public void AddListed(ReadOnlySpan<byte> id, AuditedOpenHold row) =>
        findings.Check(_listed.TryAdd(RowPrints.Of(id), row), 9, Where(id), "it is listed as open twice");

    /// <summary>Tells of a hold.</summary>
    /// <param name="id">Its ID.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="left">What is left of it, in minor units.</param>
    public void Add(ReadOnlySpan<byte> id, AuditedHold terms, Int128 left)
    {
        _left += left;
        if (!_listed.Remove(RowPrints.Of(id), out var row))
            findings.Check(left <= 0, 9, Where(id), $"{left} is left of it, but it is not listed as open");
        else if (left <= 0 && !listsClosed)
            findings.Add(9, Where(id), "nothing is left of it, but it is listed as open");
        else
            findings.Check((row.Payer ?? terms.Payer) == terms.Payer && row.ExpiresAt == terms.ExpiresAt, 9, Where(id),
                "the list of open holds says something else of it");
    }

    /// <summary>Checks what all holds come to.</summary>
    /// <param name="escrow">What escrow has, in minor units; null where it can't be told of the same moment.</param>
    public void Finish(Int128? escrow)
    {
        findings.Check(escrow is null || _left == escrow, 9, "escrow",
            $"it has {escrow}, but {_left} is left of all holds");
        findings.Check(_listed.Count == 0, 9, "holds", $"{_listed.Count} are listed as open that are none");
    }

    private static string Where(ReadOnlySpan<byte> id) => $"hold {Convert.ToHexStringLower(id)}";
}

/// <summary>A row of a ledger's list of open holds, as an audit reads it.</summary>
/// <param name="Payer">Whose money it is; null where the list does not say so.</param>
/// <param name="ExpiresAt">When it expires, in microseconds since 1970-01-01 UTC.</param>
public sealed record AuditedOpenHold(string? Payer, long ExpiresAt);
