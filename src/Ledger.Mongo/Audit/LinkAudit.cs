using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads what gives transfers back, by the index that tells a batch how much is left of one.</summary>
internal static class LinkAudit
{
    public static async Task RunAsync(AuditRun run)
    {
        var links = new AuditedLinks(run.Findings);
        BsonValue last = BsonMinKey.Value;
        while (true)
        {
            // All that refers to one transfer, and then what refers to the next.
            var next = await run.FindAsync(
                run.Db.Keys, new BsonDocument("link", new BsonDocument("$gt", last)).Add(Indexes.HasTransfer),
                new FindOptions<BsonDocument>
                {
                    Hint = Indexes.ByLink,
                    Sort = new BsonDocument("link", 1),
                    Limit = 1,
                });
            if (next.Count == 0)
                break;
            last = next[0]["link"];
            var linked = (await run.FindAsync(run.Db.Keys, [last], TransferDocument.Id)).GetValueOrDefault(last);
            foreach (var key in await run.FindAsync(
                run.Db.Keys, new BsonDocument("link", last).Add(Indexes.HasTransfer),
                new FindOptions<BsonDocument> { Hint = Indexes.ByLink }))
            {
                // A link to a payment request is RequestAudit's.
                if (RequestAudit.IsPayment(key))
                    await RequestAudit.CheckLinkAsync(run, last, key);
                else
                    links.Add(
                        RawFields.BytesOf(last), linked is null ? null : Transfer(run, linked), Transfer(run, key));
            }
        }

        links.Finish();
    }

    private static AuditedTransfer Transfer(AuditRun run, BsonDocument key)
    {
        var where = $"key {key["_id"]}";
        var transfer = key["transfer"] as BsonDocument ?? [];
        var raw = new RawFields(transfer, run.Findings, 9, where);
        return new AuditedTransfer(
            new RawFields(key, run.Findings, 9, where).Int32("operation"), raw.Text("sender"), raw.Text("receiver"),
            raw.Int64("amount"), raw.Int64("createdAt"),
            new RawFields(key["_id"] as BsonDocument ?? [], run.Findings, 9, where).Text("caller"),
            HoldAudit.Terms(run, transfer));
    }
}
