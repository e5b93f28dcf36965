using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>operatorActs</c>: a row of the operators' log. Never changed or removed. Its sequence is its ID, so
/// of two who act at the same moment one is too late, and acts again.
/// <code>{ _id: sequence, at, key?: UUID, kind, target, detail, reason, hash }</code>
/// </summary>
internal static class ActDocument
{
    public static BsonDocument Of(OperatorLogEntry entry)
    {
        var document = new BsonDocument
        {
            { "_id", new BsonInt64(entry.Sequence) },
            { "at", BsonValues.Of(entry.At) },
        };
        if (entry.By is { } key)
            document.Add("key", BsonValues.Of(key.Value));
        return document.AddRange(new BsonDocument
        {
            { "kind", new BsonInt32((int)entry.Kind) },
            { "target", entry.Target },
            { "detail", entry.Detail },
            { "reason", entry.Reason.Value },
            { "hash", new BsonBinaryData(entry.Hash) },
        });
    }

    public static OperatorLogEntry ToEntry(BsonDocument document) => new(
        document["_id"].AsInt64, document["at"].ToTimestamp(),
        document.TryGetValue("key", out var key) ? new OperatorKeyId(key.ToGuid()) : null,
        (OperatorActKind)checked((byte)document["kind"].AsInt32), document["target"].AsString,
        document["detail"].AsString, Note.Parse(document["reason"].AsString), document["hash"].AsByteArray);
}
