using Orleans.CodeGeneration;
using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// The one committer of a ledger, keyed by <see cref="GrainKeys.Ledger"/>: merges the bundles of all silos into
/// batches. Two of them, which a partition of the cluster can make for a while, are slow but not wrong: each batch is
/// decided on what its own transaction reads. It takes commands as they come, so it is for silos alone.
/// </summary>
/// <remarks>Version 1 decides commands that are open (<see cref="LedgerCommand.IsOpen"/>), and refuses those that name
/// nothing. During a rolling update, a silo that sends them has the grain moved to a silo that knows them.</remarks>
[Alias("wallet.ledger"), Version(1)]
public interface ILedgerGrain : IGrainWithIntegerKey
{
    /// <summary>Has balance changes decided, in order. An exception says nothing about the outcomes; asking again with
    /// the same commands is safe.</summary>
    /// <param name="bundle">1 to <see cref="Limits.MaxBatch"/> commands.</param>
    /// <returns>One decision for each command, in order.</returns>
    [Alias("commit"), ResponseTimeout(Deadlines.Commit)]
    [return: Immutable]
    Task<Decision[]> CommitAsync([Immutable] LedgerCommand[] bundle);
}
