using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// The transfer within a document of <c>keys</c>; operation and link are its key's. It names its two entries by their
/// sequences, so that no index leads from a transfer to them.
/// <code>{ id: UUID, sender, senderSequence, senderBalanceAfter, receiver, receiverSequence, receiverBalanceAfter,
/// amount, createdAt, note?, hold?: { payer, receiver, expiresAt } }</code>
/// </summary>
internal static class TransferDocument
{
    /// <summary>The path to a transfer's ID.</summary>
    public const string Id = "transfer.id";

    /// <summary>The paths to the parties of a hold.</summary>
    public const string HoldPayer = "transfer.hold.payer", HoldReceiver = "transfer.hold.receiver";

    /// <summary>The path to its amount.</summary>
    public const string Amount = "transfer.amount";

    /// <summary>Writes its fields.</summary>
    public static void Write(BsonBuffer buffer, Transfer transfer, long debitSequence, long creditSequence)
    {
        buffer.Add("id"u8, transfer.Id.Value);
        buffer.Add("sender"u8, transfer.Sender);
        buffer.Add("senderSequence"u8, debitSequence);
        buffer.Add("senderBalanceAfter"u8, transfer.SenderBalanceAfterMinor);
        buffer.Add("receiver"u8, transfer.Receiver);
        buffer.Add("receiverSequence"u8, creditSequence);
        buffer.Add("receiverBalanceAfter"u8, transfer.ReceiverBalanceAfterMinor);
        buffer.Add("amount"u8, transfer.Amount.Minor);
        buffer.Add("createdAt"u8, transfer.CreatedAt);
        buffer.Add(transfer.Note);
        if (transfer.Hold is not { } hold)
            return;
        buffer.BeginDocument("hold"u8);
        buffer.Add("payer"u8, hold.Payer);
        buffer.Add("receiver"u8, hold.Receiver);
        buffer.Add("expiresAt"u8, hold.ExpiresAt);
        buffer.End();
    }

    public static Transfer ToTransfer(BsonDocument document, Operation operation, TransferId? link) => new(
        new TransferId(document["id"].ToGuid()), document["sender"].ToWalletId(), document["receiver"].ToWalletId(),
        Core.Amount.From(document["amount"].AsInt64), document["senderBalanceAfter"].AsInt64,
        document["receiverBalanceAfter"].AsInt64, document["createdAt"].ToTimestamp(), document.ToNote(), operation,
        link, document.TryGetValue("hold", out var hold) ? ToTerms(hold.AsBsonDocument) : null);

    /// <summary>The terms of a hold.</summary>
    public static HoldTerms ToTerms(BsonDocument hold) => new(
        hold["payer"].ToWalletId(), hold["receiver"].ToWalletId(), hold["expiresAt"].ToTimestamp());
}
