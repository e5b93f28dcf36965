using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>What an operator does with a MongoDB ledger, also while it is served.</summary>
/// <param name="options">Where it is, and how it is opened.</param>
/// <param name="time">The clock.</param>
public sealed class MongoOperator(MongoLedgerOptions options, TimeProvider time) : ILedgerOperator
{
    /// <inheritdoc/>
    public ILedgerFile? File => null;

    /// <inheritdoc/>
    public Task<AuditReport> AuditAsync(AuditHeads? since = null, IProgress<AuditProgress>? progress = null) =>
        MongoAudit.RunAsync(options, progress, since);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PepperUse>> CountPeppersAsync()
    {
        using var db = new LedgerDatabase(options);
        await Preparation.CheckAsync(db, CancellationToken.None);
        IReadOnlyList<PepperUse> uses = [];
        await Preparation.ExplainAsync(db, async () =>
            uses = await UserCollection.CountPeppersAsync(db, CancellationToken.None));
        return uses;
    }

    /// <inheritdoc/>
    public async Task<T> ActAsync<T>(Func<ILedgerStore, Task<T>> act)
    {
        // Opening makes a ledger where there is none, and an operator's is there.
        using (var db = new LedgerDatabase(options))
            await Preparation.CheckAsync(db, CancellationToken.None);
        await using var ledger = await MongoLedger.OpenAsync(options, time);
        return await act(ledger);
    }
}
