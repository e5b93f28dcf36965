using Orleans.Concurrency;
using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// One wallet, keyed by wallet ID: the balance changes that it starts take their turn here, first come first served. What waits while
/// a bundle is under way leaves as the next bundle. It knows no balance: the ledger decides.
/// </summary>
[Alias("wallet.wallet")]
public interface IWalletGrain : IGrainWithStringKey
{
    /// <summary>Has a balance change decided that this wallet starts. An exception says nothing about the outcome; asking again with the same command is safe.</summary>
    [Alias("commit"), ResponseTimeout(Deadlines.Commit)]
    [return: Immutable]
    Task<Decision> CommitAsync([Immutable] LedgerCommand command);

    /// <summary>Tells that a batch has credited this wallet. One way: nobody waits for it, and it may be lost.</summary>
    /// <param name="credits">How many credits the batch held.</param>
    [Alias("credited"), OneWay]
    Task CreditedAsync(int credits);
}
