using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>keys</c>: what a caller's key led to. Never changed or removed. Caller and key are its ID, so that
/// no index that could be missing stands between a client's retry and a second deduction.
/// <code>{ _id: { caller, key }, fingerprint, outcome, transfer?: UUID, operation, link?: UUID, remaining? }</code>
/// </summary>
internal static class KeyDocument
{
    // The server compares IDs field by field in this order.
    public static BsonDocument Id(WalletId caller, IdempotencyKey key) =>
        new() { { "caller", BsonValues.Of(caller) }, { "key", key.Value } };

    public static BsonDocument Of(LedgerCommand command, KeyRecord record) =>
        Of(command.Caller, command.Key, command.Operation, command.Link, record);

    public static BsonDocument Of(
        WalletId caller, IdempotencyKey key, Operation operation, TransferId? link, KeyRecord record) => new()
    {
        { "_id", Id(caller, key) },
        { "fingerprint", BsonValues.Of(record.Fingerprint) },
        { "outcome", new BsonInt32((int)record.Code) },
        { "transfer", () => BsonValues.Of(record.Transfer!.Id.Value), record.Transfer is not null },
        { "operation", BsonValues.Of(operation) },
        { "link", () => BsonValues.Of(link!.Value.Value), link is not null },
        { "remaining", () => new BsonInt64(record.RemainingMinor!.Value), record.RemainingMinor is not null },
    };

    public static Operation Operation(BsonDocument document) =>
        (Operation)checked((byte)document["operation"].AsInt32);

    /// <summary>The ID of the transfer that the key's request refers to, if it does.</summary>
    public static TransferId? Link(BsonDocument document) => document.TryGetValue("link", out var id)
        ? new TransferId(id.ToGuid())
        : null;

    public static WalletId Caller(BsonDocument document) => document["_id"]["caller"].ToWalletId();

    public static IdempotencyKey Key(BsonDocument document) => IdempotencyKey.Parse(document["_id"]["key"].AsString);

    public static OutcomeCode Outcome(BsonDocument document) => (OutcomeCode)document["outcome"].AsInt32;

    /// <summary>The ID of the transfer that the key led to, if money moved.</summary>
    public static TransferId? TransferId(BsonDocument document) => document.TryGetValue("transfer", out var id)
        ? new TransferId(id.ToGuid())
        : null;

    public static KeyRecord ToRecord(BsonDocument document, Transfer? transfer) =>
        new(document["fingerprint"].ToFingerprint(), Outcome(document), transfer,
            document.TryGetValue("remaining", out var remaining) ? remaining.AsInt64 : null);
}
