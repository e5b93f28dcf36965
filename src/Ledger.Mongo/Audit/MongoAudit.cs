using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Checks invariants 1 to 5, 7 and 9 to 11 of the design on a MongoDB ledger, also while it is being written. It
/// recomputes everything from raw documents, by the second writing of the encodings that Core keeps for audits, and
/// changes nothing.
/// </summary>
public static class MongoAudit
{
    /// <summary>How many documents are checked together with one look-up of what belongs to them.</summary>
    internal const int SliceSize = 500;

    /// <summary>Audits a ledger. Memory grows with the number of wallets, not with the number of entries.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="since">Heads that an earlier audit saved: everything up to them must be as it was.</param>
    /// <param name="cancellation">Stops the audit.</param>
    /// <exception cref="LedgerStartException">There is no ledger, or it can't be read.</exception>
    public static Task<AuditReport> RunAsync(
        MongoLedgerOptions options, IProgress<AuditProgress>? progress = null, AuditHeads? since = null,
        CancellationToken cancellation = default) => RunAsync(options, SliceSize, progress, since, cancellation);

    internal static async Task<AuditReport> RunAsync(
        MongoLedgerOptions options, int sliceSize, IProgress<AuditProgress>? progress, AuditHeads? since,
        CancellationToken cancellation)
    {
        using var db = new LedgerDatabase(options);
        await Preparation.CheckAsync(db, cancellation);
        AuditReport? report = null;
        await Preparation.ExplainAsync(db, async () =>
            report = await RunAsync(db, sliceSize, progress, since, cancellation));
        return report!;
    }

    /// <summary>Audits a ledger, or a copy before it is one.</summary>
    internal static async Task<AuditReport> RunAsync(
        LedgerDatabase db, int sliceSize, IProgress<AuditProgress>? progress, AuditHeads? since,
        CancellationToken cancellation)
    {
        using var session = await db.Client.StartSessionAsync(
            new ClientSessionOptions { CausalConsistency = true }, cancellation);
        return await RunAsync(
            new AuditRun(db, session, new AuditFindings(), progress, sliceSize, cancellation), since);
    }

    private static async Task<AuditReport> RunAsync(AuditRun run, AuditHeads? since)
    {
        await run.BeginAsync(since);
        var entries = await EntryAudit.RunAsync(run, since);
        var (keys, transfers) = await new KeyAudit(run).RunAsync(entries);
        await LinkAudit.RunAsync(run);
        await HoldAudit.CheckStrayAsync(run);
        await OperatorAudit.RunAsync(run);
        await RequestAudit.RunAsync(run);
        var wallets = run.Wallets;
        AuditedWallet.CheckBalances(wallets.All, wallets.BalanceSum, run.Findings);
        run.Finish();
        return new AuditReport(
            wallets.All.Count, transfers, entries, keys, wallets.BalanceSum, wallets.Heads(run.Log?.Head),
            run.Findings.Violations, run.Findings.Count);
    }
}
