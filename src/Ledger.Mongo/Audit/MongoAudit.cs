using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Checks invariants 1 to 5, 7 and 9 of the design on a MongoDB ledger, also while it is being written. It recomputes
/// everything from raw documents, by the second writing of the encodings that Core keeps for audits, and changes
/// nothing.
/// </summary>
public static class MongoAudit
{
    /// <summary>Audits a ledger. Memory grows with the number of wallets, not with the number of entries.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="since">Heads that an earlier audit saved: everything up to them must be as it was.</param>
    /// <param name="cancellation">Stops the audit.</param>
    /// <exception cref="LedgerStartException">There is no ledger, or it can't be read.</exception>
    public static async Task<AuditReport> RunAsync(
        MongoLedgerOptions options, IProgress<AuditProgress>? progress = null, AuditHeads? since = null,
        CancellationToken cancellation = default)
    {
        using var db = new LedgerDatabase(options);
        await Preparation.CheckAsync(db, cancellation);
        AuditReport? report = null;
        await Preparation.ExplainAsync(db, async () => report = await RunAsync(db, progress, since, cancellation));
        return report!;
    }

    /// <summary>Audits a ledger, or a copy before it is one, that nobody writes to.</summary>
    internal static Task<AuditReport> RunAtRestAsync(LedgerDatabase db, IProgress<AuditProgress>? progress) =>
        RunAsync(db, progress, since: null, CancellationToken.None, atRest: true);

    private static async Task<AuditReport> RunAsync(
        LedgerDatabase db, IProgress<AuditProgress>? progress, AuditHeads? since, CancellationToken cancellation,
        bool atRest = false)
    {
        var findings = new AuditFindings();
        var snapshot = await AuditSnapshot.TakeAsync(db, findings, cancellation, atRest);
        var run = new AuditRun(db, snapshot, findings, progress, cancellation);

        AuditedWallet.CheckBalances(snapshot.Wallets, snapshot.BalanceSum, findings);
        var entries = await EntryAudit.RunAsync(run, since);
        var transfers = await new TransferAudit(run).RunAsync(entries);
        var keys = await KeyAudit.RunAsync(run);
        await LinkAudit.RunAsync(run);
        run.Finish();
        return new AuditReport(
            snapshot.Wallets.Count, transfers, entries, keys, snapshot.BalanceSum, snapshot.Heads(),
            findings.Violations, findings.Count);
    }
}
