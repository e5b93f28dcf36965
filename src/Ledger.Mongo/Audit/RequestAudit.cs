using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Checks that each paid request was paid by one transfer, and that what pays a request has paid it. Of two
/// documents that were written together, the second is read after the first, and reads never go back in time; so one
/// that is paid meanwhile is whole too.</summary>
internal static class RequestAudit
{
    /// <summary>Whether a key record is one of a payment request's payment, if it has a link.</summary>
    public static bool IsPayment(BsonDocument key) =>
        key.GetValue("operation", BsonNull.Value) is BsonInt32 { Value: var code } && AuditedPayment.IsOf(code);

    /// <summary>Checks all requests.</summary>
    public static async Task RunAsync(AuditRun run)
    {
        await foreach (var slice in run.SlicesAsync(run.Db.Requests))
        {
            var payments = await run.FindAsync(
                run.Db.Keys, slice.Where(static request => request.Contains("transfer"))
                    .Select(static request => request["transfer"]), TransferDocument.Id);
            var wallets = await run.FindAsync(
                run.Db.Wallets, slice.SelectMany(static request => new[]
                {
                    request.GetValue("payee", BsonNull.Value), request.GetValue("payer", BsonNull.Value),
                }));
            foreach (var document in slice)
            {
                var request = Request(run, document);
                var where = Where(document["_id"]);
                run.Findings.Check(
                    request.Id.Length == 16 && wallets.ContainsKey(request.Payee) && wallets.ContainsKey(request.Payer),
                    11, where, "it is not between two wallets");
                run.Findings.Check(
                    IdempotencyKey.TryParse(new RawFields(document, run.Findings, 11, where).Text("key"), out _), 11,
                    where, "nobody can use such a key again");
                var key = document.TryGetValue("transfer", out var transfer)
                    ? payments.GetValueOrDefault(transfer)
                    : null;
                request.Check(run.Findings, key is null ? null : Payment(run, key));
            }
        }
    }

    /// <summary>Checks a key record that has a payment request as its link.</summary>
    public static async Task CheckLinkAsync(AuditRun run, BsonValue link, BsonDocument key)
    {
        var request = (await run.FindAsync(run.Db.Requests, [link])).GetValueOrDefault(link);
        AuditedPaymentRequest.CheckLink(
            run.Findings, $"key {key["_id"]}", RawFields.BytesOf(link), Payment(run, key),
            request is null ? null : Request(run, request));
    }

    private static AuditedPaymentRequest Request(AuditRun run, BsonDocument document)
    {
        var raw = new RawFields(document, run.Findings, 11, Where(document["_id"]));
        return new AuditedPaymentRequest(
            RawFields.BytesOf(document["_id"]), raw.Int32("state"), raw.BytesOrNull("transfer"))
        {
            Payee = raw.Text("payee"),
            Payer = raw.Text("payer"),
            Amount = raw.Int64("amount"),
            CreatedAt = raw.Int64("createdAt"),
            ExpiresAt = raw.Int64("expiresAt"),
        };
    }

    // Null where there is none: every transfer has an ID.
    private static AuditedPayment? Payment(AuditRun run, BsonDocument key)
    {
        if (key.GetValue("transfer", BsonNull.Value) is not BsonDocument transfer)
            return null;
        var where = $"key {key["_id"]}";
        var (raw, moved) = (new RawFields(key, run.Findings, 11, where),
            new RawFields(transfer, run.Findings, 11, where));
        return new AuditedPayment(
            moved.Bytes("id"), raw.Int32("operation"), raw.BytesOrNull("link"),
            new RawFields(key["_id"] as BsonDocument ?? [], run.Findings, 11, where).Text("key"))
        {
            Sender = moved.Text("sender"),
            Receiver = moved.Text("receiver"),
            Amount = moved.Int64("amount"),
            CreatedAt = moved.Int64("createdAt"),
        };
    }

    private static string Where(BsonValue id) => $"payment request {Convert.ToHexStringLower(RawFields.BytesOf(id))}";
}
