namespace Wallet.Bench;

/// <summary>Counts the batches that a committer makes.</summary>
internal sealed class CountingLedger(IBatchLedger ledger) : IBatchLedger
{
    /// <summary>Batches so far.</summary>
    public long Batches { get; private set; }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch)
    {
        Batches++; // A committer has one batch under way at a time.
        return ledger.CommitAsync(batch);
    }
}
