using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// A document of <c>entries</c>. Never changed or removed. Its ID lets a transfer have one entry of each direction and
/// no more; a unique index lets a wallet have one entry of each sequence and no more.
/// <code>{ _id: { transfer: UUID, direction }, wallet, sequence, direction, counterparty, amount, balanceAfter,
/// createdAt, hash, note? }</code>
/// </summary>
internal static class EntryDocument
{
    public static BsonDocument Id(TransferId transfer, Direction direction) => new()
    {
        { "transfer", BsonValues.Of(transfer.Value) },
        { "direction", BsonValues.Of(direction) },
    };

    public static BsonDocument Of(Transfer transfer, PostedEntry entry, Direction direction) => Of(
        new LedgerEntry(
            entry.Wallet.Id, entry.Sequence, transfer.Id, direction, entry.Counterparty.Id, transfer.Amount,
            entry.BalanceAfterMinor, transfer.CreatedAt, transfer.Note), entry.Hash);

    public static BsonDocument Of(LedgerEntry entry, byte[] hash) => new BsonDocument
    {
        { "_id", Id(entry.TransferId, entry.Direction) },
        { "wallet", BsonValues.Of(entry.Wallet) },
        { "sequence", new BsonInt64(entry.Sequence) },
        { "direction", BsonValues.Of(entry.Direction) },
        { "counterparty", BsonValues.Of(entry.Counterparty) },
        { "amount", new BsonInt64(entry.Amount.Minor) },
        { "balanceAfter", new BsonInt64(entry.BalanceAfterMinor) },
        { "createdAt", BsonValues.Of(entry.CreatedAt) },
        { "hash", new BsonBinaryData(hash) },
    }.WithNote(entry.Note);

    public static LedgerEntry ToEntry(BsonDocument document) => new(
        document["wallet"].ToWalletId(), document["sequence"].AsInt64,
        new TransferId(document["_id"]["transfer"].ToGuid()),
        document["direction"].ToDirection(), document["counterparty"].ToWalletId(),
        Amount.From(document["amount"].AsInt64),
        document["balanceAfter"].AsInt64, document["createdAt"].ToTimestamp(), document.ToNote());
}
