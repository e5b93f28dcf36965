namespace Wallet.Core;

/// <summary>What a copy led to.</summary>
/// <param name="Source">The audit of the source.</param>
/// <param name="Target">The audit of the copy.</param>
/// <param name="SourceDigest">SHA-256 over all that the source holds, in whatever order, in hexadecimal digits.</param>
/// <param name="TargetDigest">The same of the copy.</param>
/// <param name="Entries">How many entries this run has copied, those of earlier runs not included.</param>
/// <param name="Took">How long it took to copy and to index, without audits.</param>
public sealed record CopyResult(
    AuditReport Source, AuditReport Target, string SourceDigest, string TargetDigest, long Entries, TimeSpan Took)
{
    /// <summary>Whether the copy is a ledger now: both are without fault, and hold the same.</summary>
    public bool IsComplete => Source.IsClean && Target.IsClean && SourceDigest == TargetDigest;
}

/// <summary>What a copy is at.</summary>
public enum CopyStep
{
    /// <summary>Reading rows and writing them.</summary>
    Copy,

    /// <summary>Making the target's indexes.</summary>
    Index,

    /// <summary>Auditing the source.</summary>
    AuditSource,

    /// <summary>Auditing the target.</summary>
    AuditTarget,

    /// <summary>Reading the target, to compare it with the source.</summary>
    Compare,
}

/// <summary>How far a copy is.</summary>
/// <param name="Step">What it is at.</param>
/// <param name="Done">Rows that are done, those of earlier runs included.</param>
/// <param name="Total">Rows there are.</param>
public readonly record struct CopyProgress(CopyStep Step, long Done, long Total);
