using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>entries</c>: one DEBIT or one CREDIT. Never changed or removed. Wallet and sequence are its ID, so
/// a wallet has one entry of each sequence and no more, and its history is a range of IDs.
/// <code>{ _id: { wallet, sequence }, transfer: UUID, direction, counterparty, amount, balanceAfter, createdAt, hash,
/// note?, mark?: true }</code>
/// </summary>
internal static class EntryDocument
{
    /// <summary>Every so many entries of a wallet, one is marked: by its time, a history is entered near any moment,
    /// and an index of the marks costs hardly anything beside one of all entries.</summary>
    public const int MarkEvery = 64;

    // The server compares IDs field by field in this order.
    public static BsonDocument Id(WalletId wallet, long sequence) =>
        new() { { "wallet", BsonValues.Of(wallet) }, { "sequence", new BsonInt64(sequence) } };

    public static BsonDocument Of(Transfer transfer, in PostedEntry entry, Direction direction) => Of(
        new LedgerEntry(
            entry.Wallet.Id, entry.Sequence, transfer.Id, direction, entry.Counterparty.Id, transfer.Amount,
            entry.BalanceAfterMinor, transfer.CreatedAt, transfer.Note),
        entry.Hash);

    public static BsonDocument Of(LedgerEntry entry, byte[] hash)
    {
        var document = new BsonDocument
        {
            { "_id", Id(entry.Wallet, entry.Sequence) },
            { "transfer", BsonValues.Of(entry.TransferId.Value) },
            { "direction", BsonValues.Of(entry.Direction) },
            { "counterparty", BsonValues.Of(entry.Counterparty) },
            { "amount", new BsonInt64(entry.Amount.Minor) },
            { "balanceAfter", new BsonInt64(entry.BalanceAfterMinor) },
            { "createdAt", BsonValues.Of(entry.CreatedAt) },
            { "hash", new BsonBinaryData(hash) },
        }.WithNote(entry.Note);
        if (entry.Sequence % MarkEvery == 0)
            document.Add("mark", BsonBoolean.True);
        return document;
    }

    public static LedgerEntry ToEntry(BsonDocument document) => new(
        document["_id"]["wallet"].ToWalletId(), document["_id"]["sequence"].AsInt64,
        new TransferId(document["transfer"].ToGuid()), document["direction"].ToDirection(),
        document["counterparty"].ToWalletId(), Amount.From(document["amount"].AsInt64),
        document["balanceAfter"].AsInt64, document["createdAt"].ToTimestamp(), document.ToNote());
}
