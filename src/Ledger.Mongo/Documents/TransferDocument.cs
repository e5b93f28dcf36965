using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The transfer within a document of <c>keys</c>; operation and link are its key's. It names its two entries by their
/// sequences, so that no index leads from a transfer to them.
/// <code>{ id: UUID, sender, senderSequence, senderBalanceAfter, receiver, receiverSequence, receiverBalanceAfter,
/// amount, createdAt, note? }</code>
/// </summary>
internal static class TransferDocument
{
    /// <summary>The path to a transfer's ID.</summary>
    public const string Id = "transfer.id";

    /// <summary>The path to its amount.</summary>
    public const string Amount = "transfer.amount";

    public static BsonDocument Of(Transfer transfer, long debitSequence, long creditSequence) => new BsonDocument
    {
        { "id", BsonValues.Of(transfer.Id.Value) },
        { "sender", BsonValues.Of(transfer.Sender) },
        { "senderSequence", new BsonInt64(debitSequence) },
        { "senderBalanceAfter", new BsonInt64(transfer.SenderBalanceAfterMinor) },
        { "receiver", BsonValues.Of(transfer.Receiver) },
        { "receiverSequence", new BsonInt64(creditSequence) },
        { "receiverBalanceAfter", new BsonInt64(transfer.ReceiverBalanceAfterMinor) },
        { "amount", new BsonInt64(transfer.Amount.Minor) },
        { "createdAt", BsonValues.Of(transfer.CreatedAt) },
    }.WithNote(transfer.Note);

    public static Transfer ToTransfer(BsonDocument document, Operation operation, TransferId? link) => new(
        new TransferId(document["id"].ToGuid()), document["sender"].ToWalletId(), document["receiver"].ToWalletId(),
        Core.Amount.From(document["amount"].AsInt64), document["senderBalanceAfter"].AsInt64,
        document["receiverBalanceAfter"].AsInt64, document["createdAt"].ToTimestamp(), document.ToNote(), operation,
        link);
}
