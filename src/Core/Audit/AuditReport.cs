namespace Wallet.Core;

/// <summary>What an audit of a ledger found.</summary>
/// <param name="Wallets">Wallets, the issuer included.</param>
/// <param name="Transfers">Transfers, by whatever operation.</param>
/// <param name="Entries">Ledger entries.</param>
/// <param name="KeyRecords">Key records, those of refusals included.</param>
/// <param name="BalanceSumMinor">The sum of all balances in minor units; zero, or money was created or lost.</param>
/// <param name="Heads">The heads of all chains, to be saved for a later audit.</param>
/// <param name="Violations">Each broken invariant, with enough to find it. At most <see cref="MaxViolations"/> are
/// listed.</param>
/// <param name="ViolationCount">How many there are.</param>
public sealed record AuditReport(
    long Wallets, long Transfers, long Entries, long KeyRecords, Int128 BalanceSumMinor, AuditHeads Heads,
    IReadOnlyList<AuditViolation> Violations, long ViolationCount)
{
    /// <summary>How many violations are listed at most.</summary>
    public const int MaxViolations = 1000;

    /// <summary>SHA-256 over all chain heads: the whole history in one line.</summary>
    public string Digest => Heads.Digest;

    /// <summary>Whether every invariant holds.</summary>
    public bool IsClean => ViolationCount == 0;
}

/// <summary>One broken invariant.</summary>
/// <param name="Invariant">Its number in the design.</param>
/// <param name="Where">The wallet, entry, transfer or key it concerns.</param>
/// <param name="What">What is wrong, in plain words.</param>
public sealed record AuditViolation(int Invariant, string Where, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"invariant {Invariant}, {Where}: {What}";
}

/// <summary>How far an audit is.</summary>
/// <param name="Checked">Rows checked.</param>
/// <param name="Total">Rows to be checked, as known at the start.</param>
public readonly record struct AuditProgress(long Checked, long Total);
