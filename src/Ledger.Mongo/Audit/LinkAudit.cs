using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads what gives transfers back, by the index that tells a batch how much is left of one.</summary>
internal static class LinkAudit
{
    public static async Task RunAsync(AuditRun run)
    {
        var links = new AuditedLinks(run.Findings);
        await foreach (var slice in run.SlicesAsync(run.Db.Transfers, new BsonDocument(Indexes.ByLink, 1)))
        {
            var linked = await run.FindAsync(
                run.Db.Transfers, slice.Where(static transfer => transfer.Contains("link"))
                .Select(static transfer => transfer["link"]).Distinct());
            foreach (var transfer in slice)
            {
                if (transfer.TryGetValue("link", out var link))
                    links.Add(link is BsonBinaryData id ? id.Bytes : [],
                        linked.TryGetValue(link, out var original) ? Transfer(run, original) : null,
                        Transfer(run, transfer));
            }
        }

        links.Finish();
    }

    private static AuditedTransfer Transfer(AuditRun run, BsonDocument document)
    {
        var raw = new RawFields(document, run.Findings, 9, $"transfer {document["_id"]}");
        return new AuditedTransfer(
            raw.Int32("operation"), raw.Text("sender"), raw.Text("receiver"), raw.Int64("amount"));
    }
}
