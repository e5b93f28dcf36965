using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Holds the list of open holds against what is left of them. It changes while the ledger is served, so what
/// is left is read between two readings of the list: of a hold of which nothing is left, the second knows that it is
/// closed.</summary>
internal static class HoldAudit
{
    /// <summary>Checks those among some key records that made holds.</summary>
    public static async Task CheckAsync(AuditRun run, IReadOnlyList<BsonDocument> keys)
    {
        var holds = new Dictionary<BsonValue, BsonDocument>();
        foreach (var key in keys)
        {
            if (key.GetValue("operation", BsonNull.Value) == (int)Operation.Hold
                && key.GetValue("transfer", BsonNull.Value) is BsonDocument transfer
                && transfer.TryGetValue("id", out var id))
                holds[id] = transfer;
        }

        if (holds.Count == 0)
            return;
        var open = await run.FindAsync(run.Db.OpenHolds, holds.Keys);
        var left = holds.ToDictionary(static hold => hold.Key, static hold => (Int128)AmountOf(hold.Value));
        foreach (var key in await run.FindAsync(
            run.Db.Keys,
            new BsonDocument("link", new BsonDocument("$in", new BsonArray(holds.Keys))).Add(Indexes.HasTransfer),
            new FindOptions<BsonDocument> { Hint = Indexes.ByLink }))
            left[key["link"]] -= AmountOf(key["transfer"] as BsonDocument ?? []);
        var closed = await run.FindAsync(
            run.Db.OpenHolds, left.Where(static hold => hold.Value <= 0).Select(static hold => hold.Key));

        var audited = new AuditedHolds(run.Findings);
        foreach (var (id, row) in open)
        {
            if (left[id] > 0 || closed.ContainsKey(id))
                audited.AddListed(RawFields.BytesOf(id), Row(run, row));
        }

        foreach (var (id, transfer) in holds)
        {
            if (Terms(run, transfer) is { } terms)
                audited.Add(RawFields.BytesOf(id), terms, left[id]);
        }

        audited.Finish(escrow: null);
    }

    /// <summary>Checks that each row of the list leads to a hold.</summary>
    public static async Task CheckStrayAsync(AuditRun run)
    {
        await foreach (var slice in run.SlicesAsync(run.Db.OpenHolds))
        {
            var keys = await run.FindAsync(
                run.Db.Keys, slice.Select(static row => row["_id"]), TransferDocument.Id);
            foreach (var row in slice)
                run.Findings.Check(
                    keys.TryGetValue(row["_id"], out var key)
                    && key.GetValue("operation", BsonNull.Value) == (int)Operation.Hold, 9, $"hold {row["_id"]}",
                    "it is listed as open, but there is no such hold");
        }
    }

    /// <summary>The terms of a hold in a transfer, as raw as they are stored; null if there are none.</summary>
    public static AuditedHold? Terms(AuditRun run, BsonDocument transfer)
    {
        if (transfer.GetValue("hold", BsonNull.Value) is not BsonDocument hold)
            return null;
        var raw = new RawFields(hold, run.Findings, 9, $"transfer {transfer.GetValue("id", "without an ID")}");
        return new AuditedHold(raw.Text("payer"), raw.Text("receiver"), raw.Int64("expiresAt"));
    }

    private static AuditedOpenHold Row(AuditRun run, BsonDocument row)
    {
        var raw = new RawFields(row, run.Findings, 9, $"hold {row["_id"]}");
        return new AuditedOpenHold(raw.Text("payer"), raw.Int64("expiresAt"));
    }

    private static long AmountOf(BsonDocument transfer) =>
        transfer.GetValue("amount", BsonNull.Value) is BsonInt64 amount ? amount.Value : 0;
}
