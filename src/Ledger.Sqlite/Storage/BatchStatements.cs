namespace Wallet.Ledger.Sqlite;

/// <summary>The statements that read for a batch and write it.</summary>
internal static class BatchStatements
{
    public static readonly MultiRowStatement FindKeys =
        MultiRowStatement.Select("SELECT key_digest, record FROM key_index WHERE key_digest IN");

    public static readonly MultiRowStatement ReadBalances = MultiRowStatement.Select("""
        SELECT wallet, balance, sequence, head, last_entry_at, last_entry, last_debit, last_credit, frozen,
          frozen_until, spent_day, spent, spent_since, limits
        FROM balances WHERE wallet IN
        """);

    /// <summary>Reads transfers, each with what refers to it and moved money: a row for each of these, one after the
    /// other, or one row with null if there is none.</summary>
    public static readonly MultiRowStatement ReadLinked = MultiRowStatement.Select($"""
        SELECT {LedgerReads.TransferColumns}, b.amount
        {LedgerReads.TransferTables}
        LEFT JOIN key_records l ON l.link = t.transfer_id AND l.transfer_id IS NOT NULL
        LEFT JOIN transfers g ON g.transfer_id = l.transfer_id
        LEFT JOIN entries b ON b.number = g.debit_entry
        WHERE t.transfer_id IN
        """);

    /// <summary>Writes records without a link, as nearly all are.</summary>
    public static readonly MultiRowStatement WriteKeyRecords = MultiRowStatement.Insert("""
        INSERT INTO key_records (number, caller, key, key_digest, fingerprint, outcome, transfer_id, operation) VALUES
        """, 8);

    /// <summary>Writes records of which some have a link, or say more of a refusal.</summary>
    public static readonly MultiRowStatement WriteLinkedKeyRecords = MultiRowStatement.Insert("""
        INSERT INTO key_records (number, caller, key, key_digest, fingerprint, outcome, transfer_id, operation,
          link, remaining, resets_at) VALUES
        """, 11);

    public static readonly MultiRowStatement WriteKeyIndex =
        MultiRowStatement.Insert("INSERT INTO key_index (key_digest, record) VALUES", 2);

    public static readonly MultiRowStatement WriteTransfers =
        MultiRowStatement.Insert(
            "INSERT INTO transfers (transfer_id, key_record, debit_entry, credit_entry) VALUES", 4);

    public static readonly MultiRowStatement WriteEntries = MultiRowStatement.Insert("""
        INSERT INTO entries (number, wallet, sequence, transfer_id, direction, counterparty, amount, balance_after,
          created_at, previous, last_of_other_direction, hash, note) VALUES
        """, 13);

    public static readonly MultiRowStatement WriteBalances =
        MultiRowStatement.Insert(
            "REPLACE INTO balances (wallet, balance, sequence, head, last_entry_at, last_entry, last_debit, " +
            "last_credit, frozen, frozen_until, spent_day, spent, spent_since, limits) VALUES", 14);
}
