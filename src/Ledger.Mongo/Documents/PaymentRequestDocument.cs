using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>paymentRequests</c>. Only its state ever changes, and once.
/// <code>{ _id: UUID, payee, payer, amount, note?, key, state, createdAt, expiresAt, transfer?: UUID }</code>
/// Beside it a document of <c>requestBlocks</c>: <c>{ _id: { payer, payee } }</c>.
/// </summary>
internal static class PaymentRequestDocument
{
    public static BsonDocument Of(CopiedRequest copied)
    {
        var request = copied.Request;
        var document = new BsonDocument
        {
            { "_id", BsonValues.Of(request.Id.Value) },
            { "payee", BsonValues.Of(request.Payee) },
            { "payer", BsonValues.Of(request.Payer) },
            { "amount", new BsonInt64(request.Amount.Minor) },
        };
        if (request.Note is { } note)
            document.Add("note", note.Value);
        document.AddRange(new BsonDocument
        {
            { "key", copied.Key.Value },
            { "state", new BsonInt32((int)request.State) },
            { "createdAt", BsonValues.Of(request.CreatedAt) },
            { "expiresAt", BsonValues.Of(request.ExpiresAt) },
        });
        return request.Transfer is { } transfer
            ? document.Add("transfer", BsonValues.Of(transfer.Value))
            : document;
    }

    public static PaymentRequest ToRequest(BsonDocument document) => new(
        new RequestId(document["_id"].ToGuid()), document["payee"].ToWalletId(), document["payer"].ToWalletId(),
        Amount.From(document["amount"].AsInt64), document.ToNote(),
        PaymentRequestStates.OfStored(document["state"].AsInt32), document["createdAt"].ToTimestamp(),
        document["expiresAt"].ToTimestamp(),
        document.TryGetValue("transfer", out var transfer) ? new TransferId(transfer.ToGuid()) : null);

    public static CopiedRequest ToCopied(BsonDocument document) =>
        new(ToRequest(document), IdempotencyKey.Parse(document["key"].AsString));

    /// <summary>Finds a request that is as it was read: open.</summary>
    public static BsonDocument IfOpen(RequestId request) =>
        new BsonDocument("_id", BsonValues.Of(request.Value)).Add(Indexes.IsOpen);

    /// <summary>What closes it.</summary>
    public static BsonDocument Closing(PaymentRequest request)
    {
        var change = new BsonDocument("state", new BsonInt32((int)request.State));
        if (request.Transfer is { } transfer)
            change.Add("transfer", BsonValues.Of(transfer.Value));
        return new BsonDocument("$set", change);
    }

    /// <summary>The ID of who has shut whom out.</summary>
    public static BsonDocument BlockId(WalletId payer, WalletId payee) =>
        new() { { "payer", BsonValues.Of(payer) }, { "payee", BsonValues.Of(payee) } };

    public static CopiedBlock ToBlock(BsonDocument document) =>
        new(document["_id"]["payer"].ToWalletId(), document["_id"]["payee"].ToWalletId());
}
