using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Checks invariants 1 to 5, 7 and 9 to 11 of the design on a ledger file, also while it is being written: it reads
/// balances and heads once, in one snapshot, and then everything up to there in short slices, so that it never holds
/// the write-ahead log. It recomputes everything from raw rows and shares no code with the writer but the connection.
/// </summary>
public static class SqliteAudit
{
    /// <summary>Audits a ledger.</summary>
    /// <param name="path">The ledger file.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="since">Heads that an earlier audit saved: everything up to them must be as it was.</param>
    /// <exception cref="LedgerStartException">The file is no ledger, or can't be read at all.</exception>
    public static AuditReport Run(string path, IProgress<AuditProgress>? progress = null, AuditHeads? since = null) =>
        Run(path, unfinished: false, progress, since);

    /// <summary>The same, of a copy before it is a ledger.</summary>
    internal static AuditReport Run(
        string path, bool unfinished, IProgress<AuditProgress>? progress, AuditHeads? since = null)
    {
        path = Path.GetFullPath(path);
        SqliteRestore.RefuseInterrupted(path);
        if (!File.Exists(path))
            throw new LedgerStartException($"There is no ledger {path}.");
        try
        {
            using var db = new Database(path, OpenMode.Read);
            Schema.CheckFormat(db, path, unfinished);
            return Run(db, progress, since);
        }
        catch (SqliteFailure e)
        {
            throw new LedgerStartException($"The ledger {path} can't be read: {e.Message}.", e);
        }
    }

    private static AuditReport Run(Database db, IProgress<AuditProgress>? progress, AuditHeads? since)
    {
        var findings = new AuditFindings();
        var log = new AuditedLog(findings, since?.OperatorLog);
        var holds = new AuditedHolds(findings, listsClosed: true);
        var snapshot = AuditSnapshot.Take(db, findings, log, holds);
        var steps = new AuditSteps(snapshot, progress);

        var intact = SchemaAudit.Run(db, findings);
        AuditedWallet.CheckBalances(snapshot.Wallets.Values, snapshot.BalanceSum, findings);
        var (entries, marks) = EntryAudit.Run(db, snapshot, since, findings, steps);
        if (intact.Contains("index entries_marks"))
            MarkAudit.Run(db, snapshot, marks, findings, steps);
        var transfers = TransferAudit.Run(db, snapshot, findings, steps);
        var keys = KeyAudit.Run(db, snapshot, since, intact, log, findings, steps);
        HoldAudit.Run(db, snapshot, holds, findings);
        HoldAudit.CheckIndexes(db, intact, findings);
        OperatorAudit.Run(db, log, findings);
        RequestAudit.Run(db, snapshot, intact, findings);
        steps.Finish();
        return new AuditReport(
            snapshot.Wallets.Count, transfers, entries, keys.Count, snapshot.BalanceSum, snapshot.Heads(keys, log.Head),
            findings.Violations, findings.Count);
    }
}
