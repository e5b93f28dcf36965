namespace Wallet.Core;

/// <summary>What a ledger tells of holds. They are made, captured and released by its batches.</summary>
public interface IHoldStore
{
    /// <summary>A hold by the ID of the transfer that made it; null if there is none.</summary>
    /// <exception cref="LedgerException">The store cannot be read, or the clock can't be believed by which holds
    /// expire.</exception>
    ValueTask<HoldView?> FindHoldAsync(TransferId id);

    /// <summary>A page of a wallet's holds. Its cost depends on the page, and with a state on how many were looked
    /// at.</summary>
    /// <inheritdoc cref="FindHoldAsync" path="/exception"/>
    ValueTask<HoldPage> ListHoldsAsync(WalletId wallet, HoldQuery query);

    /// <summary>How much is left of all holds that a wallet pays for, in minor units, expired ones included until they
    /// are released. Its cost grows with the number of holds that the wallet has made since the oldest that is
    /// open.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<long> FindHeldAsync(WalletId payer);

    /// <summary>Holds that are to be released because they have expired, in the order in which they did.</summary>
    /// <param name="after">Only those after this one; null for the first ones.</param>
    /// <param name="limit">How many at most.</param>
    /// <inheritdoc cref="FindHoldAsync" path="/exception"/>
    ValueTask<IReadOnlyList<DueHold>> FindDueHoldsAsync(DueHold? after, int limit);
}
