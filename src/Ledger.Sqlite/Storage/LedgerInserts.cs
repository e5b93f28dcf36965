namespace Wallet.Ledger.Sqlite;

/// <summary>The statements that write a batch.</summary>
internal static class LedgerInserts
{
    public static readonly MultiRowInsert KeyRecords =
        new("INSERT INTO key_records (number, caller, key, key_digest, fingerprint, outcome, transfer_id) VALUES", 7);

    public static readonly MultiRowInsert KeyIndex = new("INSERT INTO key_index (key_digest, record) VALUES", 2);

    public static readonly MultiRowInsert Transfers = new("INSERT INTO transfers (transfer_id, key_record, debit_entry, credit_entry) VALUES", 4);

    public static readonly MultiRowInsert Entries = new("""
        INSERT INTO entries (number, wallet, sequence, transfer_id, direction, counterparty, amount, balance_after, created_at, previous,
          last_of_other_direction, hash, note) VALUES
        """, 13);

    public static readonly MultiRowInsert Balances =
        new("REPLACE INTO balances (wallet, balance, sequence, head, last_entry_at, last_entry, last_debit, last_credit, frozen) VALUES", 9);
}
