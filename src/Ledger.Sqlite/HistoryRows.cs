using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>
/// Entries as a history shows them, one by its number: a walk from entry to entry is a look-up for each. What moved the
/// money stands in the key record, which the transfer leads to: both lie about as entries do, in the order of their
/// writing.
/// </summary>
internal static class HistoryRows
{
    private const string ByNumber = $"""
        SELECT e.sequence, e.transfer_id, e.direction, e.counterparty, e.amount, e.balance_after, e.created_at,
          e.previous, e.last_of_other_direction, e.note, k.operation, k.link,
          {LedgerReads.HoldColumns}
        FROM entries e
        LEFT JOIN transfers t ON t.transfer_id = e.transfer_id
        LEFT JOIN key_records k ON k.number = t.key_record
        {LedgerReads.HoldTables}
        WHERE e.number = ?1
        """;

    /// <summary>The statement that reads one, once its number is bound.</summary>
    public static Statement Prepare(Database db) => db.Prepare(ByNumber);

    /// <summary>Its sequence.</summary>
    public static long Sequence(Statement read) => read.Int64(0);

    /// <summary>Its direction.</summary>
    public static Direction DirectionOf(Statement read) => (Direction)read.Int64(2);

    /// <summary>The number of the wallet's entry before it.</summary>
    public static long Previous(Statement read) => read.Int64(7);

    /// <summary>The number of the wallet's latest entry before it that has the other direction.</summary>
    public static long LastOfOtherDirection(Statement read) => read.Int64(8);

    /// <summary>The number of the other wallet.</summary>
    public static long Counterparty(Statement read) => read.Int64(3);

    /// <summary>What moved the money.</summary>
    public static Operation OperationOf(Statement read) => (Operation)read.Int64(10);

    /// <summary>All of it.</summary>
    /// <exception cref="LedgerException">The ledger is damaged.</exception>
    public static HistoryItem Read(Database db, WalletNumbers numbers, Statement read, WalletId wallet)
    {
        if (read.IsNull(10))
            throw LedgerException.Damaged("an entry leads to no transfer");
        return new HistoryItem(
            new LedgerEntry(
                wallet, Sequence(read), new TransferId(read.Guid(1)), DirectionOf(read),
                numbers.IdOf(db, Counterparty(read)), Amount.From(read.Int64(4)), read.Int64(5),
                new Timestamp(read.Int64(6)), LedgerReads.ToNote(read.TextOrNull(9))),
            OperationOf(read), read.TransferIdOrNull(11), LedgerReads.ReadTerms(db, numbers, read, 12));
    }
}
