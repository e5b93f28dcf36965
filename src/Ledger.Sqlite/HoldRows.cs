using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Writes what is agreed of holds, and keeps the list of their ends.</summary>
internal static class HoldRows
{
    /// <summary>What format 7 added for holds: what is agreed of each, which never changes.</summary>
    public const string Tables = """
        CREATE TABLE holds (
          hold_id BLOB PRIMARY KEY,
          payer INTEGER NOT NULL,
          receiver INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX holds_by_payer ON holds (payer, hold_id);
        CREATE INDEX holds_by_receiver ON holds (receiver, hold_id);
        """;

    /// <summary>What format 9 keeps of holds that have not ended, and has for the list of open ones that formats 7 and
    /// 8 had. A hold of which something is left is in it, always. One of which nothing is left may be, until its end:
    /// captures come in any order, and each that took its row out would write a page or two that no other one of its
    /// batch needs. In the order of their ends, many rows go with each page (<see cref="Forget"/>).</summary>
    public const string Ends = """
        CREATE TABLE hold_ends (
          hold_id BLOB PRIMARY KEY,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX hold_ends_in_order ON hold_ends (expires_at, hold_id);
        """;

    /// <summary>Writes a batch's holds, after its transfers.</summary>
    public static void Write(Database db, WalletNumbers numbers, LedgerBatch batch)
    {
        for (var i = 0; i < batch.Records.Count; i++)
        {
            if (batch.Records[i].Record.Transfer is not { Operation: Operation.Hold, Hold: { } terms } hold)
                continue;
            Insert(db, hold.Id, numbers.Find(db, terms.Payer), numbers.Find(db, terms.Receiver), terms.ExpiresAt);
            db.Prepare("INSERT INTO hold_ends (hold_id, expires_at) VALUES (?1, ?2)")
                .Bind(1, hold.Id.Value).Bind(2, terms.ExpiresAt.UnixMicroseconds).Run();
        }
    }

    /// <summary>Writes the terms of a hold.</summary>
    public static void Insert(Database db, TransferId id, long payer, long receiver, Timestamp expiresAt) =>
        db.Prepare("INSERT INTO holds (hold_id, payer, receiver, expires_at) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, id.Value).Bind(2, payer).Bind(3, receiver).Bind(4, expiresAt.UnixMicroseconds).Run();

    /// <summary>Takes holds off the list that have ended and of which nothing is left.</summary>
    public static void Forget(Database db, IReadOnlyList<TransferId> ended)
    {
        for (var i = 0; i < ended.Count; i++)
            db.Prepare("DELETE FROM hold_ends WHERE hold_id = ?1").Bind(1, ended[i].Value).Run();
    }

    /// <summary>Makes the list anew, from all that refers to holds.</summary>
    public static void ListEnds(Database db) => db.Execute($"""
        DELETE FROM hold_ends;
        INSERT INTO hold_ends
        SELECT h.hold_id, h.expires_at FROM holds h
        JOIN transfers t ON t.transfer_id = h.hold_id
        JOIN entries d ON d.number = t.debit_entry
        WHERE d.amount > {LedgerReads.GivenBack};
        """);
}
