using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Checks that each key record tells of a recorded outcome, and each successful one of a transfer with its
/// operation, caller, key and fingerprint.</summary>
/// <remarks>That a key has one outcome needs no check: caller and key are the document's ID, and the server keeps IDs
/// unique.</remarks>
internal static class KeyAudit
{
    /// <summary>Checks all key records and returns how many there are, those written while it ran included.</summary>
    public static async Task<long> RunAsync(AuditRun run)
    {
        long count = 0;
        await foreach (var slice in run.SlicesAsync(run.Db.Keys, new BsonDocument("_id", 1)))
        {
            var transfers = await run.FindAsync(run.Db.Transfers, slice.Where(static key => key.Contains("transfer"))
                .Select(static key => key["transfer"]));
            var callers = await run.FindAsync(
                run.Db.Wallets, slice.Select(static key => Id(key).GetValue("caller", BsonNull.Value)).Distinct());
            var linked = await run.FindAsync(
                run.Db.Transfers, slice.Where(static key => key.Contains("link")).Select(static key => key["link"]));
            foreach (var key in slice)
            {
                Check(run, key,
                    key.TryGetValue("transfer", out var id) ? transfers.GetValueOrDefault(id) : null, callers);
                run.Findings.Check(!key.TryGetValue("link", out var link) || linked.ContainsKey(link), 9,
                    $"key {key["_id"]}", "it refers to a transfer that is not there");
            }

            count += slice.Count;
        }

        return count;
    }

    private static BsonDocument Id(BsonDocument key) => key["_id"] as BsonDocument ?? [];

    private static void Check(
        AuditRun run, BsonDocument key, BsonDocument? transfer, Dictionary<BsonValue, BsonDocument> callers)
    {
        var findings = run.Findings;
        var where = $"key {key["_id"]}";
        var id = new RawFields(Id(key), findings, 5, where);
        var raw = new RawFields(key, findings, 5, where);
        var outcome = raw.Int32("outcome");
        var request = Request(raw, id.Text("caller"));
        findings.Check(callers.ContainsKey(id.Text("caller")), 5, where, "there is no such caller");
        request.Check(findings, where, outcome, raw.Int64OrNull("remaining"));
        if (outcome != (int)OutcomeCode.Committed)
        {
            findings.Check(!key.Contains("transfer"), 5, where, "it was refused, but names a transfer");
            return;
        }

        if (transfer is null)
        {
            findings.Add(5, where, "it succeeded, but its transfer is not there");
            return;
        }

        var moved = new RawFields(transfer, findings, 5, where);
        findings.Check(moved.Text("caller") == id.Text("caller") && moved.Text("key") == id.Text("key"), 5, where,
            "its transfer has another key");
        var other = Request(moved, id.Text("caller"));
        findings.Check(request.Operation == other.Operation
            && (request.Link ?? []).AsSpan().SequenceEqual(other.Link ?? []), 5, where,
            "its transfer is another operation, or refers to another transfer");
        var (sender, receiver, amount, note) =
            (moved.Text("sender"), moved.Text("receiver"), moved.Int64("amount"), moved.Note());
        request.CheckTransfer(findings, where, sender, receiver, amount, note);
        other.CheckTransfer(findings, where, sender, receiver, amount, note);
    }

    private static AuditedRequest Request(RawFields raw, string caller) => new()
    {
        Operation = raw.Int32("operation"),
        Link = raw.BytesOrNull("link"),
        Caller = caller,
        Fingerprint = raw.Bytes("fingerprint"),
    };
}
