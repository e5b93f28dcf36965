using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// One wallet, keyed by wallet ID and called by its transfer grain alone: the balance changes that it starts go to the ledger in the order of their
/// arrival, at most <see cref="Limits.MaxUnderWay"/> at a time. It knows no balance: the ledger decides.
/// </summary>
[Alias("wallet.wallet")]
public interface IWalletGrain : IGrainWithStringKey
{
    /// <summary>
    /// Has a balance change decided that this wallet starts, and returns when it is settled. An exception says nothing about the outcome; asking
    /// again with the same command is safe.
    /// </summary>
    [Alias("commit"), ResponseTimeout(Deadlines.Settle)]
    [return: Immutable]
    Task<Decision> CommitAsync([Immutable] LedgerCommand command);
}
