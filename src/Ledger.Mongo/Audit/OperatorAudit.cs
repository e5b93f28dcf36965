using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// Reads the operators' log, and what has to be in it. The end of the log is read before everything else and its rows
/// after everything else, so that it is known of each row whether what it tells must have been found.
/// </summary>
internal static class OperatorAudit
{
    /// <summary>Tells the log of keys. Null if the ledger has none yet.</summary>
    public static async Task<AuditedLog?> BeginAsync(AuditRun run, AuditHeads? since, CancellationToken cancellation)
    {
        var settings = await Preparation.SettingsAsync(run.Db, cancellation);
        if (!settings.Contains(Preparation.HasLog))
            return null;
        var last = await run.FindAsync(run.Db.OperatorActs, new BsonDocument(), new FindOptions<BsonDocument>
        {
            Hint = Indexes.ById,
            Sort = new BsonDocument("_id", -1),
            Limit = 1,
        });
        var log = new AuditedLog(run.Findings, since?.OperatorLog)
        {
            Settled = last is [var act] && act["_id"].IsInt64 ? act["_id"].AsInt64 : 0,
            MissesReversals = !CommitterFence.IsLogging(settings),
        };
        foreach (var key in await run.FindAsync(
            run.Db.OperatorKeys, new BsonDocument(), new FindOptions<BsonDocument>()))
        {
            var id = key["_id"] is BsonBinaryData binary ? Convert.ToHexStringLower(binary.Bytes) : $"{key["_id"]}";
            var raw = new RawFields(key, run.Findings, 10, $"operator's key {id}");
            log.AddKey(id, raw.Int32("scopes"), raw.Int64OrNull("revokedAt"));
        }

        return log;
    }

    /// <summary>Tells the log how a wallet is frozen.</summary>
    public static void AddFreeze(AuditedLog log, BsonDocument wallet, AuditFindings findings)
    {
        var id = wallet["_id"].ToString()!;
        var (where, said) = ($"wallet {id}", wallet.GetValue("freeze", BsonNull.Value) as BsonDocument);
        if (!new RawFields(wallet, findings, 10, where).Bool("frozen"))
        {
            findings.Check(!wallet.Contains("freeze"), 10, where, "it says how it is frozen, but is not");
            return;
        }

        var raw = new RawFields(said ?? [], findings, 10, where);
        log.AddFreeze(id, said is null
            ? new AuditedFreeze((long)FrozenSides.Both, null)
            : new AuditedFreeze(raw.Int32("sides"), raw.Int64OrNull("until")));
    }

    /// <summary>Checks all rows, those written while it runs included.</summary>
    public static async Task RunAsync(AuditRun run)
    {
        if (run.Log is not { } log)
            return;
        await foreach (var slice in run.SlicesAsync(run.Db.OperatorActs))
        {
            foreach (var act in slice)
            {
                var raw = new RawFields(act, run.Findings, 10, $"act {act["_id"]}");
                log.Add(new AuditedAct
                {
                    Sequence = raw.Int64("_id"),
                    At = raw.Int64("at"),
                    Key = raw.BytesOrNull("key"),
                    Kind = raw.Int32("kind"),
                    Target = raw.Text("target"),
                    Detail = raw.Text("detail"),
                    Reason = raw.Text("reason"),
                    Hash = raw.Bytes("hash"),
                });
            }
        }

        log.Finish();
    }
}
