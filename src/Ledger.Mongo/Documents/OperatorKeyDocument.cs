using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>operatorKeys</c>. Of the key itself there is nothing but its digest.
/// <code>{ _id: UUID, digest, name, scopes, createdAt, revokedAt? }</code>
/// </summary>
internal static class OperatorKeyDocument
{
    public static BsonDocument Of(OperatorKey key, byte[] digest)
    {
        var document = new BsonDocument
        {
            { "_id", BsonValues.Of(key.Id.Value) },
            { "digest", new BsonBinaryData(digest) },
            { "name", key.Name.Value },
            { "scopes", new BsonInt32((int)key.Scopes) },
            { "createdAt", BsonValues.Of(key.CreatedAt) },
        };
        return key.RevokedAt is { } revoked ? document.Add("revokedAt", BsonValues.Of(revoked)) : document;
    }

    public static OperatorKey ToKey(BsonDocument document) => new(
        new OperatorKeyId(document["_id"].ToGuid()), Note.Parse(document["name"].AsString),
        (OperatorScopes)checked((byte)document["scopes"].AsInt32), document["createdAt"].ToTimestamp(),
        document.TryGetValue("revokedAt", out var revoked) ? revoked.ToTimestamp() : null);
}
