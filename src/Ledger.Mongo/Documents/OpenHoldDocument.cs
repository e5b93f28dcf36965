using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>openHolds</c>, the list of holds of which something is left. It is there for as long as that is so.
/// <code>{ _id: UUID, payer, expiresAt }</code>
/// </summary>
internal static class OpenHoldDocument
{
    public static BsonDocument Of(Transfer hold) => new()
    {
        { "_id", BsonValues.Of(hold.Id.Value) },
        { "payer", BsonValues.Of(hold.Hold!.Payer) },
        { "expiresAt", BsonValues.Of(hold.Hold.ExpiresAt) },
    };
}
