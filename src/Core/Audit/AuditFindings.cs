namespace Wallet.Core;

/// <summary>Collects what an audit finds, and counts what it can't list.</summary>
public sealed class AuditFindings
{
    private readonly List<AuditViolation> _violations = [];

    /// <summary>The violations, at most <see cref="AuditReport.MaxViolations"/>.</summary>
    public IReadOnlyList<AuditViolation> Violations => _violations;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a violation.</summary>
    public void Add(int invariant, string where, string what)
    {
        Count++;
        if (_violations.Count < AuditReport.MaxViolations)
            _violations.Add(new AuditViolation(invariant, where, what));
    }

    /// <summary>Adds a violation if <paramref name="holds"/> is false.</summary>
    public void Check(bool holds, int invariant, string where, string what)
    {
        if (!holds)
            Add(invariant, where, what);
    }
}
