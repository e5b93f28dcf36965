using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>keys</c>: what a caller's key led to, the transfer included if money moved. Never changed or
/// removed. Caller and key are its ID, so that no index that could be missing stands between a client's retry and a
/// second deduction; and a key and its transfer, being one document, can't tell two stories.
/// <code>{ _id: { caller, key }, fingerprint, outcome, operation, link?: UUID, remaining?, resetsAt?, transfer?
/// }</code>
/// </summary>
/// <seealso cref="TransferDocument"/>
internal static class KeyDocument
{
    // The server compares IDs field by field in this order.
    public static BsonDocument Id(WalletId caller, IdempotencyKey key) =>
        BsonBuffer.Document(buffer => WriteId(buffer, caller, key));

    public static BsonDocument Of(
        WalletId caller, IdempotencyKey key, Operation operation, TransferId? link, KeyRecord record,
        long debitSequence, long creditSequence) => BsonBuffer.Document(buffer => Write(
            buffer, caller, key, operation, link, record, debitSequence, creditSequence));

    /// <summary>Writes the fields of what a batch has decided.</summary>
    public static void Write(BsonBuffer buffer, in PostedRecord posted) => Write(
        buffer, posted.Command.Caller, posted.Command.Key, posted.Command.Operation, posted.Command.Link,
        posted.Record, posted.Debit.Sequence, posted.Credit.Sequence);

    /// <summary>Writes the fields of an ID.</summary>
    public static void WriteId(BsonBuffer buffer, WalletId caller, IdempotencyKey key)
    {
        buffer.Add("caller"u8, caller);
        buffer.Add("key"u8, key.Value);
    }

    public static (WalletId Caller, IdempotencyKey Key) Id(BsonDocument document) =>
        (document["_id"]["caller"].ToWalletId(), IdempotencyKey.Parse(document["_id"]["key"].AsString));

    public static KeyRecord ToRecord(BsonDocument document) => new(
        document["fingerprint"].ToFingerprint(), (OutcomeCode)document["outcome"].AsInt32, ToTransfer(document),
        document.TryGetValue("remaining", out var remaining) ? remaining.AsInt64 : null,
        document.TryGetValue("resetsAt", out var resetsAt) ? resetsAt.ToTimestamp() : null);

    /// <summary>What was asked for.</summary>
    public static Operation Operation(BsonDocument document) =>
        (Operation)checked((byte)document["operation"].AsInt32);

    /// <summary>The ID of the transfer that the request refers to, if it does.</summary>
    public static TransferId? Link(BsonDocument document) =>
        document.TryGetValue("link", out var link) ? new TransferId(link.ToGuid()) : null;

    /// <summary>The terms of the hold that the transfer makes, captures or releases, if it does.</summary>
    public static HoldTerms? Hold(BsonDocument document) =>
        document["transfer"].AsBsonDocument.TryGetValue("hold", out var hold)
            ? TransferDocument.ToTerms(hold.AsBsonDocument)
            : null;

    /// <summary>The transfer that the key led to, if money moved.</summary>
    public static Transfer? ToTransfer(BsonDocument document) =>
        document.TryGetValue("transfer", out var transfer)
            ? TransferDocument.ToTransfer(transfer.AsBsonDocument, Operation(document), Link(document))
            : null;

    private static void Write(
        BsonBuffer buffer, WalletId caller, IdempotencyKey key, Operation operation, TransferId? link,
        KeyRecord record, long debitSequence, long creditSequence)
    {
        buffer.BeginDocument("_id"u8);
        WriteId(buffer, caller, key);
        buffer.End();
        buffer.Add("fingerprint"u8, record.Fingerprint);
        buffer.Add("outcome"u8, (int)record.Code);
        buffer.Add("operation"u8, operation);
        if (link is { } linked)
            buffer.Add("link"u8, linked.Value);
        if (record.RemainingMinor is { } remaining)
            buffer.Add("remaining"u8, remaining);
        if (record.ResetsAt is { } resetsAt)
            buffer.Add("resetsAt"u8, resetsAt);
        if (record.Transfer is { } transfer)
        {
            buffer.BeginDocument("transfer"u8);
            TransferDocument.Write(buffer, transfer, debitSequence, creditSequence);
            buffer.End();
        }
    }
}
