using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Writes what is agreed of holds, and keeps the list of those that are open.</summary>
internal static class HoldRows
{
    /// <summary>What format 7 added for holds: what is agreed of each, which never changes, and the list of those of
    /// which something is left.</summary>
    // The list has no index by payer: each hold and each capture would write a page of it that no other one of the same
    // batch needs.
    public const string Tables = """
        CREATE TABLE holds (
          hold_id BLOB PRIMARY KEY,
          payer INTEGER NOT NULL,
          receiver INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX holds_by_payer ON holds (payer, hold_id);
        CREATE INDEX holds_by_receiver ON holds (receiver, hold_id);
        CREATE TABLE open_holds (
          hold_id BLOB PRIMARY KEY,
          payer INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX open_holds_by_end ON open_holds (expires_at, hold_id);
        """;

    /// <summary>Writes a batch's holds, after its transfers.</summary>
    public static void Write(Database db, WalletNumbers numbers, LedgerBatch batch)
    {
        for (var i = 0; i < batch.Records.Count; i++)
        {
            if (batch.Records[i].Record.Transfer is { Operation: Operation.Hold, Hold: { } terms } hold)
            {
                var (payer, receiver) = (numbers.Find(db, terms.Payer), numbers.Find(db, terms.Receiver));
                Insert(db, hold.Id, payer, receiver, terms.ExpiresAt);
                InsertOpen(db, hold.Id, payer, terms.ExpiresAt);
            }
        }

        for (var i = 0; i < batch.ClosedHolds.Count; i++)
            db.Prepare("DELETE FROM open_holds WHERE hold_id = ?1").Bind(1, batch.ClosedHolds[i].Value).Run();
    }

    /// <summary>Writes the terms of a hold.</summary>
    public static void Insert(Database db, TransferId id, long payer, long receiver, Timestamp expiresAt) =>
        db.Prepare("INSERT INTO holds (hold_id, payer, receiver, expires_at) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, id.Value).Bind(2, payer).Bind(3, receiver).Bind(4, expiresAt.UnixMicroseconds).Run();

    /// <summary>Makes the list of open holds anew, from all that refers to holds.</summary>
    public static void ListOpen(Database db) => db.Execute($"""
        DELETE FROM open_holds;
        INSERT INTO open_holds
        SELECT h.hold_id, h.payer, h.expires_at FROM holds h
        JOIN transfers t ON t.transfer_id = h.hold_id
        JOIN entries d ON d.number = t.debit_entry
        WHERE d.amount > {LedgerReads.GivenBack};
        """);

    private static void InsertOpen(Database db, TransferId id, long payer, Timestamp expiresAt) =>
        db.Prepare("INSERT INTO open_holds (hold_id, payer, expires_at) VALUES (?1, ?2, ?3)")
            .Bind(1, id.Value).Bind(2, payer).Bind(3, expiresAt.UnixMicroseconds).Run();
}
