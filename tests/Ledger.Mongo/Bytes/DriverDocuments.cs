using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>The ledger's documents, written down once more: as the mappings document them, in the driver's own
/// types.</summary>
internal static class DriverDocuments
{
    public static BsonDocument Key(LedgerCommand command, Decision decision, long debitSequence, long creditSequence)
    {
        var document = new BsonDocument
        {
            { "_id", new BsonDocument { { "caller", command.Caller.Value }, { "key", command.Key.Value } } },
            { "fingerprint", new BsonBinaryData(command.Fingerprint.ToArray()) },
            { "outcome", new BsonInt32((int)decision.Code) },
            { "operation", new BsonInt32((int)command.Operation) },
        };
        if (command.Link is { } link)
            document.Add("link", Uuid(link));
        if (decision.RemainingMinor is { } remaining)
            document.Add("remaining", new BsonInt64(remaining));
        if (decision.ResetsAt is { } resetsAt)
            document.Add("resetsAt", new BsonInt64(resetsAt.UnixMicroseconds));
        if (decision.Transfer is { } transfer)
            document.Add("transfer", WithNote(transfer.Note, new BsonDocument
            {
                { "id", Uuid(transfer.Id) },
                { "sender", transfer.Sender.Value },
                { "senderSequence", new BsonInt64(debitSequence) },
                { "senderBalanceAfter", new BsonInt64(transfer.SenderBalanceAfterMinor) },
                { "receiver", transfer.Receiver.Value },
                { "receiverSequence", new BsonInt64(creditSequence) },
                { "receiverBalanceAfter", new BsonInt64(transfer.ReceiverBalanceAfterMinor) },
                { "amount", new BsonInt64(transfer.Amount.Minor) },
                { "createdAt", new BsonInt64(transfer.CreatedAt.UnixMicroseconds) },
            }).AddRange(Terms(transfer.Hold)));
        return document;
    }

    public static BsonDocument Entry(Transfer transfer, long sequence, Direction direction, byte[] hash)
    {
        var isDebit = direction == Direction.Debit;
        var document = WithNote(transfer.Note, new BsonDocument
        {
            {
                "_id", new BsonDocument
                {
                    { "wallet", (isDebit ? transfer.Sender : transfer.Receiver).Value },
                    { "sequence", new BsonInt64(sequence) },
                }
            },
            { "transfer", Uuid(transfer.Id) },
            { "direction", new BsonInt32((int)direction) },
            { "counterparty", (isDebit ? transfer.Receiver : transfer.Sender).Value },
            { "amount", new BsonInt64(transfer.Amount.Minor) },
            {
                "balanceAfter",
                new BsonInt64(isDebit ? transfer.SenderBalanceAfterMinor : transfer.ReceiverBalanceAfterMinor)
            },
            { "createdAt", new BsonInt64(transfer.CreatedAt.UnixMicroseconds) },
            { "hash", new BsonBinaryData(hash) },
        });
        return sequence % EntryDocument.MarkEvery == 0 ? document.Add("mark", true) : document;
    }

    public static BsonDocument Change(MongoWallet wallet) => new("$set", Changed(wallet));

    private static BsonDocument Changed(MongoWallet wallet)
    {
        var document = new BsonDocument
        {
            { "balance", new BsonInt64(wallet.BalanceMinor) },
            { "sequence", new BsonInt64(wallet.Sequence) },
            { "head", new BsonBinaryData(wallet.Head) },
            { "lastEntryAt", new BsonInt64(wallet.LastEntryAt.UnixMicroseconds) },
            { "lastDebit", new BsonInt64(wallet.LastDebit) },
            { "lastCredit", new BsonInt64(wallet.LastCredit) },
        };
        if (wallet.LastDebit == wallet.CountedDebit)
            return document;
        var spent = new BsonDocument
        {
            { "day", new BsonInt64(wallet.Spending.Day) },
            { "minor", new BsonInt64(wallet.Spending.SpentMinor) },
            { "debit", new BsonInt64(wallet.LastDebit) },
        };
        return document.Add(
            "spent", wallet.Spending.Since == 0 ? spent : spent.Add("since", new BsonInt64(wallet.Spending.Since)));
    }

    private static BsonDocument Terms(HoldTerms? hold) => hold is null ? [] : new BsonDocument("hold", new BsonDocument
    {
        { "payer", hold.Payer.Value },
        { "receiver", hold.Receiver.Value },
        { "expiresAt", new BsonInt64(hold.ExpiresAt.UnixMicroseconds) },
    });

    private static BsonBinaryData Uuid(TransferId id) => new(id.Value, GuidRepresentation.Standard);

    private static BsonDocument WithNote(Note? note, BsonDocument document) =>
        note is { } text ? document.Add("note", text.Value) : document;
}
