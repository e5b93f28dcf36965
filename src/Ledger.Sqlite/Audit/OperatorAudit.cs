using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Reads the operators' log, and what has to be in it.</summary>
internal static class OperatorAudit
{
    /// <summary>Tells the log of freezes and keys, inside the snapshot's transaction.</summary>
    public static void Begin(Database db, AuditedLog log, AuditSnapshot snapshot)
    {
        log.Settled = db.Scalar("SELECT coalesce(max(sequence), 0) FROM operator_acts");
        var frozen = db.Prepare("SELECT wallet, frozen, frozen_until FROM balances WHERE frozen != 0");
        while (frozen.Step())
            log.AddFreeze(snapshot.Name(frozen.Int64(0)), new AuditedFreeze(frozen.Int64(1), frozen.Int64OrNull(2)));
        var keys = db.Prepare("SELECT key_id, scopes, revoked_at FROM operator_keys");
        while (keys.Step())
            log.AddKey(Convert.ToHexStringLower(keys.Blob(0)), keys.Int64(1), keys.Int64OrNull(2));
    }

    /// <summary>Checks all rows of the snapshot.</summary>
    public static void Run(Database db, AuditedLog log, AuditFindings findings)
    {
        var read = db.Prepare("""
            SELECT sequence, at, operator_key, kind, target, detail, reason, hash FROM operator_acts
            WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence LIMIT ?3
            """);
        var after = long.MinValue;
        for (var rows = AuditSteps.SliceRows; rows == AuditSteps.SliceRows;)
        {
            rows = 0;
            read.Bind(1, after).Bind(2, log.Settled).Bind(3, AuditSteps.SliceRows);
            while (read.Step())
            {
                rows++;
                if (read.Int64(0) <= after)
                {
                    read.Reset();
                    findings.Add(10, "operators' log", "it is out of order, and could not be read to the end");
                    return;
                }

                after = read.Int64(0);
                log.Add(new AuditedAct
                {
                    Sequence = after,
                    At = read.Int64(1),
                    Key = read.IsNull(2) ? null : read.Blob(2).ToArray(),
                    Kind = read.Int64(3),
                    Target = AuditedText.Of(read, 4),
                    Detail = AuditedText.Of(read, 5),
                    Reason = AuditedText.Of(read, 6),
                    Hash = read.Blob(7),
                });
            }
        }

        log.Finish();
    }
}
