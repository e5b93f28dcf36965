using Wallet.Core;

namespace Wallet.Bench;

/// <summary>Counts the batches that a committer makes.</summary>
internal sealed class CountingLedger(ILedger ledger) : ILedger
{
    /// <summary>Batches so far.</summary>
    public long Batches { get; private set; }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch)
    {
        Batches++; // A committer has one batch under way at a time.
        return ledger.CommitAsync(batch);
    }

    /// <inheritdoc/>
    public ValueTask<KeyRecord?> FindKeyAsync(WalletId caller, IdempotencyKey key) => ledger.FindKeyAsync(caller, key);

    /// <inheritdoc/>
    public ValueTask<Transfer?> FindTransferAsync(TransferId id) => ledger.FindTransferAsync(id);

    /// <inheritdoc/>
    public ValueTask<WalletView?> FindWalletAsync(WalletId id) => ledger.FindWalletAsync(id);

    /// <inheritdoc/>
    public ValueTask<HistoryPage> ReadHistoryAsync(WalletId wallet, HistoryQuery query) =>
        ledger.ReadHistoryAsync(wallet, query);

    /// <inheritdoc/>
    public ValueTask<bool> SetFrozenAsync(WalletId id, bool frozen) => ledger.SetFrozenAsync(id, frozen);

    /// <inheritdoc/>
    public ValueTask<bool> IsReadyAsync() => ledger.IsReadyAsync();
}
