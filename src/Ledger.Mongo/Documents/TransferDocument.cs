using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>transfers</c>, with the key it was asked for under. Never changed or removed.
/// <code>{ _id: UUID, caller, key, fingerprint, sender, receiver, amount, senderBalanceAfter, receiverBalanceAfter,
/// createdAt, note?, operation, link?: UUID }</code>
/// </summary>
internal static class TransferDocument
{
    public static BsonDocument Of(LedgerCommand command, Transfer transfer) =>
        Of(command.Caller, command.Key, command.Fingerprint, transfer);

    public static BsonDocument Of(
        WalletId caller, IdempotencyKey key, Fingerprint fingerprint, Transfer transfer) => new BsonDocument
    {
        { "_id", BsonValues.Of(transfer.Id.Value) },
        { "caller", BsonValues.Of(caller) },
        { "key", key.Value },
        { "fingerprint", BsonValues.Of(fingerprint) },
        { "sender", BsonValues.Of(transfer.Sender) },
        { "receiver", BsonValues.Of(transfer.Receiver) },
        { "amount", new BsonInt64(transfer.Amount.Minor) },
        { "senderBalanceAfter", new BsonInt64(transfer.SenderBalanceAfterMinor) },
        { "receiverBalanceAfter", new BsonInt64(transfer.ReceiverBalanceAfterMinor) },
        { "createdAt", BsonValues.Of(transfer.CreatedAt) },
    }.WithNote(transfer.Note)
        .Add("operation", BsonValues.Of(transfer.Operation))
        .Add("link", () => BsonValues.Of(transfer.Link!.Value.Value), transfer.Link is not null);

    /// <summary>The ID of the key record that tells of it.</summary>
    public static BsonDocument KeyId(BsonDocument document) =>
        new() { { "caller", document["caller"] }, { "key", document["key"] } };

    public static Transfer ToTransfer(BsonDocument document) => new(
        new TransferId(document["_id"].ToGuid()), document["sender"].ToWalletId(), document["receiver"].ToWalletId(),
        Amount.From(document["amount"].AsInt64), document["senderBalanceAfter"].AsInt64,
        document["receiverBalanceAfter"].AsInt64,
        document["createdAt"].ToTimestamp(), document.ToNote(), (Operation)document["operation"].AsInt32,
        document.TryGetValue("link", out var link) ? new TransferId(link.ToGuid()) : null);

    /// <summary>What is read of a transfer that gives another back.</summary>
    public static BsonDocument GivesBack => new() { { "link", 1 }, { "amount", 1 } };
}
