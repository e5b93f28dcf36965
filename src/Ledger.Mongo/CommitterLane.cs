using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The way of the batches: one at a time, on one session, over connections that nobody else uses.
/// </summary>
internal sealed class CommitterLane : IDisposable
{
    // Within these, a collision with somebody who is well has passed; what is still held then belongs to somebody who
    // is dead or frozen.
    private const int MaxConflicts = 6;

    private readonly LedgerDatabase _db;
    private readonly Transactions _transactions;
    private readonly BatchCommit _commit;
    private CommitterFence? _fence;

    public CommitterLane(MongoLedgerOptions options)
    {
        _db = new LedgerDatabase(options, LedgerDatabase.Committing);
        _transactions = new Transactions(_db);
        _commit = new BatchCommit(_db);
    }

    /// <summary>Makes this the ledger's one committer, from the next batch on. Until this is called, batches are a
    /// guest's: an operator's command must not fence off the silo that serves.</summary>
    public void BeginEpoch()
    {
        if (Interlocked.CompareExchange(ref _fence, new CommitterFence(_db), null) is { } fence)
            fence.Begin();
    }

    /// <summary>Decides a batch in one transaction.</summary>
    /// <exception cref="LedgerException">The store failed, or another committer has taken over.</exception>
    /// <exception cref="PersistentConflictException">Some of the batch's wallets are held by somebody else.</exception>
    public async Task<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch, Timestamp now)
    {
        var fence = _fence;
        try
        {
            return await _transactions.RunAsync(
                (session, cancellation) => _commit.RunAsync(session, fence, batch, now, cancellation),
                fence is null ? null : fence.EnterAsync, MaxConflicts);
        }
        // Alone, it is to blame itself.
        catch (PersistentConflictException e) when (batch.Count == 1)
        {
            throw new LedgerException(LedgerFailure.Unavailable, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transactions.Dispose();
        _db.Dispose();
    }
}
