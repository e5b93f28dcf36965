using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>Audits of the ledger while it is served, one at a time whoever asks for them; keyed by
/// <see cref="GrainKeys.Ledger"/>. What they find is kept in the ledger's store.</summary>
[Alias("wallet.audit"), ForGateways]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Begins an audit, which goes on when this has returned.</summary>
    /// <returns>When it began; null if one runs already.</returns>
    [Alias("start"), ResponseTimeout(Deadlines.Probe)]
    Task<Timestamp?> StartAsync();

    /// <summary>Begins an audit if one is due, by the settings of the silo that has the grain and by the audits that
    /// are kept.</summary>
    /// <returns>When it began; null if none is due, or one runs already.</returns>
    [Alias("start-due"), ResponseTimeout(Deadlines.Check)]
    Task<Timestamp?> StartDueAsync();

    /// <summary>Whether one runs, and whether the last one came to an end.</summary>
    [Alias("look"), ResponseTimeout(Deadlines.Probe)]
    [return: Immutable]
    Task<AuditState> LookAsync();
}

/// <summary>Audits as their grain knows them.</summary>
/// <param name="RunningSince">When the one that runs began; null if none does.</param>
/// <param name="FailedAt">When the last one failed, so that nothing is kept of it; null if it did not, or is not
/// known any more.</param>
/// <param name="HeadsFailedAt">When the saved heads could not be read or those of a clean audit not be saved, the last
/// time; null if they could.</param>
[GenerateSerializer, Immutable, Alias("wallet.audit-state")]
public sealed record AuditState(
    [property: Id(0)] Timestamp? RunningSince, [property: Id(1)] Timestamp? FailedAt,
    [property: Id(2)] Timestamp? HeadsFailedAt = null);
