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
        BsonBuffer.Document(buffer => WriteId(buffer, wallet, sequence));

    public static BsonDocument Of(LedgerEntry entry, byte[] hash) => BsonBuffer.Document(buffer => Write(
        buffer, entry.Wallet, entry.Sequence, entry.TransferId, entry.Direction, entry.Counterparty, entry.Amount,
        entry.BalanceAfterMinor, entry.CreatedAt, entry.Note, hash));

    /// <summary>Writes the fields of one side of a transfer.</summary>
    public static void Write(BsonBuffer buffer, Transfer transfer, in PostedEntry entry, Direction direction) => Write(
        buffer, entry.Wallet.Id, entry.Sequence, transfer.Id, direction, entry.Counterparty.Id, transfer.Amount,
        entry.BalanceAfterMinor, transfer.CreatedAt, transfer.Note, entry.Hash);

    public static LedgerEntry ToEntry(BsonDocument document) => new(
        document["_id"]["wallet"].ToWalletId(), document["_id"]["sequence"].AsInt64,
        new TransferId(document["transfer"].ToGuid()), document["direction"].ToDirection(),
        document["counterparty"].ToWalletId(), Amount.From(document["amount"].AsInt64),
        document["balanceAfter"].AsInt64, document["createdAt"].ToTimestamp(), document.ToNote());

    private static void Write(
        BsonBuffer buffer, WalletId wallet, long sequence, TransferId transfer, Direction direction,
        WalletId counterparty, Amount amount, long balanceAfter, Timestamp createdAt, Note? note, byte[] hash)
    {
        buffer.BeginDocument("_id"u8);
        WriteId(buffer, wallet, sequence);
        buffer.End();
        buffer.Add("transfer"u8, transfer.Value);
        buffer.Add("direction"u8, direction);
        buffer.Add("counterparty"u8, counterparty);
        buffer.Add("amount"u8, amount.Minor);
        buffer.Add("balanceAfter"u8, balanceAfter);
        buffer.Add("createdAt"u8, createdAt);
        buffer.Add("hash"u8, hash);
        buffer.Add(note);
        if (sequence % MarkEvery == 0)
            buffer.Add("mark"u8, true);
    }

    private static void WriteId(BsonBuffer buffer, WalletId wallet, long sequence)
    {
        buffer.Add("wallet"u8, wallet);
        buffer.Add("sequence"u8, sequence);
    }
}
