using Wallet.Core;
using Wallet.TestKit;
using Xunit;
using static Wallet.Ledger.Sqlite.Tests.DamageLedger;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Each way to break an invariant with raw SQL is found by the audit, with its number and its place.</summary>
public sealed class DamageTests
{
    [Fact]
    public async Task An_undamaged_ledger_is_clean()
    {
        using var ledger = await DamageLedger.CopyAsync();
        var report = ledger.Audit();
        Assert.Empty(report.Violations);
        Assert.Equal((6, 5, 10, 7), (report.Wallets, report.Transfers, report.Entries, report.KeyRecords));
    }

    [Theory]
    // 1. All balances sum to zero.
    [InlineData("UPDATE balances SET balance = balance + 1 WHERE wallet = 3", 1, "ledger")]
    [InlineData("DELETE FROM wallets WHERE number = 1", 1, "ledger")]
    // 2. Nobody but the issuer is negative, nobody is over the limit.
    [InlineData("UPDATE balances SET balance = -1 WHERE wallet = 5", 2, "wallet carol@wallet")]
    [InlineData("UPDATE balances SET balance = 1000000000000001 WHERE wallet = 5", 2, "wallet carol@wallet")]
    [InlineData("UPDATE entries SET amount = 901 WHERE wallet = 3 AND sequence = 3", 2, "entry 3 of alice@wallet")]
    // 3. One DEBIT and one CREDIT of equal amount.
    [InlineData("DELETE FROM entries WHERE wallet = 4 AND sequence = 2", 3, "transfer")]
    [InlineData("UPDATE entries SET amount = 101 WHERE wallet = 4 AND sequence = 2", 3, "transfer")]
    [InlineData("UPDATE entries SET amount = 0 WHERE wallet = 4 AND sequence = 2", 3, "entry 2 of bob@wallet")]
    [InlineData("UPDATE entries SET amount = 1000000000001 WHERE wallet = 4 AND sequence = 2", 3,
        "entry 2 of bob@wallet")]
    [InlineData("UPDATE entries SET direction = 3 - direction WHERE wallet = 4 AND sequence = 2", 3, "transfer")]
    [InlineData("UPDATE entries SET direction = 258 WHERE wallet = 4 AND sequence = 2", 3, "entry 2 of bob@wallet")]
    [InlineData("UPDATE entries SET counterparty = 6 WHERE wallet = 4 AND sequence = 2", 3, "transfer")]
    [InlineData("UPDATE entries SET counterparty = 6 WHERE wallet = 4 AND sequence = 2", 7, "entry 2 of bob@wallet")]
    [InlineData("UPDATE entries SET created_at = created_at + 1 WHERE wallet = 4 AND sequence = 3", 3, "transfer")]
    [InlineData("UPDATE entries SET note = 'other' WHERE wallet = 4 AND sequence = 2", 3, "transfer")]
    [InlineData("DELETE FROM transfers WHERE key_record = 3", 3, "entry 2 of alice@wallet")]
    [InlineData("DELETE FROM transfers WHERE key_record = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE transfers SET debit_entry = 7 WHERE key_record = 3", 3, "transfer")]
    [InlineData("UPDATE transfers SET credit_entry = 8 WHERE key_record = 3", 3, "entry 2 of bob@wallet")]
    [InlineData("UPDATE transfers SET credit_entry = debit_entry WHERE key_record = 3", 3, "transfer")]
    [InlineData("INSERT INTO transfers SELECT randomblob(16), 3, debit_entry, credit_entry FROM transfers WHERE " +
        "key_record = 3", 3, "transfer")]
    // 4. A balance is the sum of its entries; no gaps.
    [InlineData("UPDATE balances SET balance = balance + CASE wallet WHEN 3 THEN 1 ELSE -1 END WHERE wallet IN (3, 4)",
        4, "wallet bob@wallet")]
    [InlineData("UPDATE entries SET balance_after = balance_after + 1 WHERE wallet = 3 AND sequence = 3", 4,
        "entry 3 of alice@wallet")]
    [InlineData("DELETE FROM entries WHERE wallet = 3 AND sequence = 2", 4, "entry 3 of alice@wallet")]
    [InlineData("DELETE FROM entries WHERE wallet = 3 AND sequence = 4", 4, "wallet alice@wallet")]
    [InlineData("UPDATE entries SET sequence = 9 WHERE wallet = 3 AND sequence = 4", 4, "wallet alice@wallet")]
    [InlineData("UPDATE entries SET sequence = -1 WHERE wallet = 3 AND sequence = 4", 4, "entry -1 of alice@wallet")]
    [InlineData("INSERT INTO entries SELECT 11, wallet, 5, transfer_id, direction, counterparty, amount, " +
        "balance_after, created_at, previous, last_of_other_direction, hash, note FROM entries WHERE wallet = 3 AND " +
        "sequence = 4", 4, "wallet alice@wallet")]
    [InlineData("INSERT INTO entries SELECT 11, 99, sequence, transfer_id, direction, counterparty, amount, " +
        "balance_after, created_at, previous, last_of_other_direction, hash, note FROM entries WHERE wallet = 3 AND " +
        "sequence = 4", 4, "entries of wallet #99")]
    [InlineData("UPDATE balances SET sequence = 3 WHERE wallet = 3", 4, "wallet alice@wallet")]
    [InlineData("UPDATE balances SET sequence = 9223372036854775807", 4, "wallet alice@wallet")]
    [InlineData("UPDATE balances SET balance = 9223372036854775807", 4, "wallet alice@wallet")]
    [InlineData("UPDATE balances SET last_debit = 2 WHERE wallet = 3", 4, "wallet alice@wallet")]
    [InlineData("UPDATE balances SET last_credit = 1 WHERE wallet = 3", 4, "wallet alice@wallet")]
    [InlineData("UPDATE balances SET last_entry = 3 WHERE wallet = 3", 4, "wallet alice@wallet")]
    [InlineData("UPDATE entries SET previous = 1 WHERE wallet = 3 AND sequence = 4", 4, "entry 4 of alice@wallet")]
    [InlineData("UPDATE balances SET last_entry_at = last_entry_at - 1 WHERE wallet = 3", 4, "wallet alice@wallet")]
    [InlineData("UPDATE entries SET last_of_other_direction = 0 WHERE wallet = 3 AND sequence = 4", 4,
        "entry 4 of alice@wallet")]
    [InlineData("UPDATE entries SET created_at = created_at - 1 WHERE wallet = 3 AND sequence = 3", 4,
        "entry 3 of alice@wallet")]
    [InlineData("DELETE FROM balances WHERE wallet = 5", 4, "wallet carol@wallet")]
    [InlineData("DELETE FROM wallets WHERE number = 5", 4, "balances")]
    [InlineData("DELETE FROM wallets WHERE number = 5; DELETE FROM balances WHERE wallet = 5", 4,
        "entries of wallet #5")]
    [InlineData("DELETE FROM wallets WHERE number >= 5; DELETE FROM balances WHERE wallet >= 5", 4,
        "entries of wallet #5")]
    [InlineData("DELETE FROM wallets WHERE number = 6; DELETE FROM balances WHERE wallet = 6", 4, "users")]
    // 5. One outcome for a key, and each success has its transfer.
    [InlineData($"INSERT INTO {KeyRecords} SELECT 8, 3, 'forged', randomblob(16), fingerprint, 1, transfer_id FROM " +
        "key_records WHERE number = 3", 5, "key forged of alice@wallet")]
    [InlineData($"INSERT INTO {KeyRecords} SELECT 8, 3, 'forged', randomblob(16), fingerprint, 1, randomblob(16) " +
        "FROM key_records WHERE number = 3", 5, "key forged of alice@wallet")]
    [InlineData($"INSERT INTO {KeyRecords} SELECT 8, 3, 'forged', randomblob(16), fingerprint, 1, NULL FROM " +
        "key_records WHERE number = 3", 5, "key forged of alice@wallet")]
    [InlineData($"INSERT INTO {KeyRecords} SELECT 8, 99, 'forged', randomblob(16), fingerprint, 43, NULL FROM " +
        "key_records WHERE number = 3", 5, "key forged of #99")]
    [InlineData($"INSERT INTO {KeyRecords} SELECT -8, 3, 'forged', randomblob(16), fingerprint, 43, NULL FROM " +
        "key_records WHERE number = 3", 5, "key forged of alice@wallet")]
    [InlineData("UPDATE key_records SET outcome = 43 WHERE number = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE key_records SET outcome = 43 WHERE number = 3", 5, "transfer")]
    [InlineData("UPDATE key_records SET outcome = 299 WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET outcome = 21 WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET outcome = 1 WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET fingerprint = zeroblob(32) WHERE number = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE key_records SET fingerprint = x'00' WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET caller = 4 WHERE number = 3", 5, "key k1 of bob@wallet")]
    [InlineData("UPDATE key_records SET caller = 1 WHERE number = 1", 5, "key d1 of issuer@wallet")]
    [InlineData("UPDATE key_records SET key = 'k4' || char(0) || 'x' WHERE number = 6", 5, "key k4?x of carol@wallet")]
    [InlineData("UPDATE key_records SET key = '' WHERE number = 6", 5, "key  of carol@wallet")]
    [InlineData("UPDATE key_records SET key = 'k4-renamed' WHERE number = 6", 5, "key k4-renamed of carol@wallet")]
    [InlineData("UPDATE key_records SET caller = 4 WHERE number = 6", 5, "key k4 of bob@wallet")]
    [InlineData("UPDATE key_records SET key_digest = randomblob(16) WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("DELETE FROM key_records WHERE number = 3", 5, "transfer")]
    [InlineData("DELETE FROM key_records WHERE number = 6", 5, "key k5 of alice@wallet")]
    [InlineData("DELETE FROM key_records WHERE number = 1", 5, "key d2 of bob@wallet")]
    [InlineData("UPDATE key_records SET number = 70 WHERE number = 7", 5, "key k5 of alice@wallet")]
    [InlineData("UPDATE transfers SET key_record = CASE key_record WHEN 3 THEN 4 ELSE 3 END WHERE key_record IN (3, 4)",
        5, "key k2 of alice@wallet")]
    [InlineData("INSERT INTO transfers VALUES (randomblob(16), 999999, 99, 98)", 5, "transfer")]
    [InlineData($"INSERT INTO {KeyRecords} SELECT 8, caller, key, key_digest, fingerprint, 42, NULL FROM key_records " +
        "WHERE number = 6", 5, "key records")]
    [InlineData($"INSERT INTO {KeyRecords} SELECT 8, caller, key, key_digest, fingerprint, 42, NULL FROM key_records " +
        "WHERE number = 2", 5, "key index")]
    // What an operation is, and what it refers to.
    [InlineData("UPDATE key_records SET operation = 2 WHERE number = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE key_records SET operation = 1 WHERE number = 1", 5, "key d1 of alice@wallet")]
    [InlineData("UPDATE key_records SET operation = 0 WHERE number = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE key_records SET operation = 0 WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET operation = 99 WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET operation = 257 WHERE number = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE key_records SET link = transfer_id WHERE number = 3", 5, "key k1 of alice@wallet")]
    [InlineData("UPDATE key_records SET link = x'' WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE key_records SET remaining = 0 WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData("UPDATE wallets SET currency = 'EUR' WHERE number = 3", 1, "wallets")]
    [InlineData("UPDATE wallets SET currency = '' WHERE number = 3", 1, "wallets")]
    [InlineData("DROP INDEX key_records_by_link", 5, "index key_records_by_link")]
    // The same where no index of keys helps.
    [InlineData($"DROP TABLE key_index_state; INSERT INTO {KeyRecords} SELECT 8, caller, key, key_digest, " +
        "fingerprint, 42, NULL FROM key_records WHERE number = 6", 5, "key k4 of carol@wallet")]
    [InlineData($"DELETE FROM key_index_state; INSERT INTO {KeyRecords} SELECT 8, caller, key, key_digest, " +
        "fingerprint, 42, NULL FROM key_records WHERE number = 6", 5, "key k4 of carol@wallet")]
    // A key is found by the index.
    [InlineData("DROP TABLE key_index_state", 5, "table key_index_state")]
    [InlineData("DROP TABLE key_index; CREATE TABLE key_index (key_digest BLOB, record INTEGER)", 5, "table key_index")]
    [InlineData("DELETE FROM key_index_state", 5, "key index")]
    [InlineData("PRAGMA ignore_check_constraints = ON; INSERT INTO key_index_state VALUES (0, 7, 7, NULL)",
        5, "key index")]
    [InlineData("DELETE FROM key_index WHERE record = 1", 5, "key index")]
    [InlineData("UPDATE key_index SET record = 5 - record", 5, "key index")]
    [InlineData("UPDATE key_index SET record = 3 WHERE record = 2", 5, "key index")]
    [InlineData("UPDATE key_index SET record = 9 WHERE record = 2", 5, "key index")]
    [InlineData("UPDATE key_index SET key_digest = randomblob(16) WHERE record = 2", 5, "key index")]
    [InlineData("UPDATE key_index SET key_digest = randomblob(15) WHERE record = 2", 5, "key index")]
    [InlineData("INSERT INTO key_index VALUES (randomblob(16), 1)", 5, "key index")]
    [InlineData("INSERT INTO key_index VALUES (randomblob(16), 4)", 5, "key index")]
    [InlineData("INSERT INTO key_index SELECT key_digest, 1 FROM key_records WHERE number = 6", 5, "key index")]
    [InlineData("INSERT INTO key_index SELECT key_digest, number FROM key_records WHERE number = 6", 5, "key index")]
    [InlineData("INSERT INTO key_index SELECT key_digest, number FROM key_records WHERE number = 7", 5, "key index")]
    [InlineData("UPDATE key_index_state SET indexed = 1", 5, "key index")]
    [InlineData("UPDATE key_index_state SET indexed = 5, sealed = 5", 5, "key index")]
    [InlineData("UPDATE key_index_state SET indexed = 3", 5, "key index")]
    [InlineData("UPDATE key_index_state SET indexed = -9223372036854775807", 5, "key index")]
    [InlineData("INSERT INTO key_index VALUES (randomblob(16), 1000000)", 5, "key index")]
    [InlineData("INSERT INTO key_index SELECT key_digest, 1000000 FROM key_records WHERE number = 6", 5, "key index")]
    [InlineData("UPDATE key_index_state SET sealed = 1", 5, "key index")]
    [InlineData("UPDATE key_index_state SET sealed = 8", 5, "key index")]
    [InlineData("UPDATE key_index_state SET cursor = x'00'", 5, "key index")]
    [InlineData("UPDATE key_index_state SET cursor = x'ffffffffffffffffffffffffffffffff'", 5, "key index")]
    // 7. Entries are never changed.
    [InlineData("UPDATE entries SET hash = unhex('00' || substr(hex(hash), 3)) WHERE wallet = 3 AND sequence = 2", 7,
        "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET hash = x'' WHERE wallet = 3 AND sequence = 2", 7, "entry 2 of alice@wallet")]
    [InlineData(
        "UPDATE entries SET amount = amount + 1 WHERE wallet = 3 AND sequence = 2", 7, "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET balance_after = balance_after + 1 WHERE wallet = 3 AND sequence = 2", 7,
        "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET created_at = created_at + 1 WHERE wallet = 3 AND sequence = 2", 7,
        "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET direction = 2 WHERE wallet = 3 AND sequence = 2", 7, "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET transfer_id = randomblob(16) WHERE wallet = 3 AND sequence = 2", 7,
        "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET note = NULL WHERE wallet = 3 AND sequence = 2", 7, "entry 2 of alice@wallet")]
    [InlineData(
        "UPDATE entries SET note = note || char(0) || 'more' WHERE note = 'rent'", 7, "entry 2 of alice@wallet")]
    [InlineData("UPDATE entries SET note = cast(x'67FF' AS TEXT) WHERE note LIKE 'gr%'", 7, "entry 4 of alice@wallet")]
    [InlineData("UPDATE entries SET sequence = 5 - sequence + 100 WHERE wallet = 3 AND sequence IN (2, 3); UPDATE " +
        "entries SET sequence = sequence - 100 WHERE wallet = 3 AND sequence > 100", 7, "entry 2 of alice@wallet")]
    [InlineData("UPDATE balances SET head = zeroblob(32) WHERE wallet = 3", 7, "wallet alice@wallet")]
    [InlineData("UPDATE wallets SET wallet_id = 'mallory@wallet' WHERE number = 3", 7, "entry 1 of mallory@wallet")]
    [InlineData("ALTER TABLE entries RENAME TO old; CREATE TABLE entries AS SELECT * FROM old; INSERT INTO entries " +
        "SELECT * FROM old WHERE wallet = 3 AND sequence = 2; DROP TABLE old", 7, "table entries")]
    [InlineData("ALTER TABLE entries RENAME TO old; CREATE TABLE entries AS SELECT * FROM old; INSERT INTO entries " +
        "SELECT * FROM old WHERE wallet = 3 AND sequence = 2; DROP TABLE old", 4, "entry 2 of alice@wallet")]
    [InlineData("DELETE FROM entries WHERE number = 4", 7, "entries")]
    [InlineData("UPDATE entries SET number = 90 WHERE number = 10", 7, "entries")]
    [InlineData("UPDATE entries SET number = number + 100 WHERE number IN (3, 5); UPDATE entries SET number = 108 - " +
        "number WHERE number > 100", 4, "entry 3 of alice@wallet")]
    [InlineData("DROP INDEX entries_marks", 7, "index entries_marks")]
    [InlineData("CREATE TRIGGER more AFTER UPDATE ON balances BEGIN SELECT 1; END", 7, "trigger more")]
    public async Task Damage_is_found_where_it_is(string sql, int invariant, string where)
    {
        using var ledger = await DamageLedger.CopyAsync();
        ledger.Damage(sql);
        var report = ledger.Audit();
        Assert.False(report.IsClean);
        Assert.Contains(report.Violations, violation => violation.Invariant == invariant
            && (where == "transfer"
            ? violation.Where.StartsWith("transfer ", StringComparison.Ordinal)
            : violation.Where == where));
    }

    [Theory]
    [InlineData("DROP TRIGGER entries_stay", 7, "trigger entries_stay")]
    [InlineData("DROP TRIGGER entries_remain", 7, "trigger entries_remain")]
    [InlineData("DROP TRIGGER transfers_stay", 7, "trigger transfers_stay")]
    [InlineData("DROP TRIGGER key_records_remain", 5, "trigger key_records_remain")]
    [InlineData("DROP TRIGGER key_index_stay", 5, "trigger key_index_stay")]
    public async Task A_lockout_that_is_gone_is_found(string sql, int invariant, string where)
    {
        using var ledger = await DamageLedger.CopyAsync();
        using (var file = new DamageFile(ledger.Path))
            file.Run(sql);
        var violation = Assert.Single(ledger.Audit().Violations);
        Assert.Equal((invariant, where), (violation.Invariant, violation.Where));
    }

    [Theory]
    [InlineData("UPDATE entries SET amount = 1")]
    [InlineData("DELETE FROM entries")]
    [InlineData("UPDATE transfers SET debit_entry = 1")]
    [InlineData("DELETE FROM transfers")]
    [InlineData("UPDATE key_records SET outcome = 1")]
    [InlineData("DELETE FROM key_records")]
    [InlineData("UPDATE key_index SET record = 1")]
    [InlineData("DELETE FROM key_index")]
    public async Task Rows_of_history_can_not_be_changed_by_a_slip(string sql)
    {
        using var ledger = await DamageLedger.CopyAsync();
        using (var file = new DamageFile(ledger.Path))
            Assert.Contains("immutable", Assert.Throws<InvalidOperationException>(() => file.Run(sql)).Message,
                StringComparison.Ordinal);
        Assert.True(ledger.Audit().IsClean);
    }

    [Theory]
    [InlineData("key_index", "SELECT key_digest FROM key_records WHERE number = 2", 5, "key index")]
    [InlineData("sqlite_autoindex_wallets_1", "SELECT cast(wallet_id AS BLOB) FROM wallets WHERE number = 4", 4,
        "wallet bob@walleu")]
    // How the index writes alice's entry 32, which is number 66 of the ledger: lengths, wallet, sequence, number.
    [InlineData("entries_marks", "SELECT x'04010101032042'", 4, "entries")]
    public async Task An_index_that_differs_from_its_table_is_found(
        string index, string sought, int invariant, string where)
    {
        using var ledger = await DamageLedger.CopyAsync();
        await ledger.GoOnAsync([.. Enumerable.Range(0, 30)
            .Select(_ => Commands.Transfer(Commands.Wallet("bob"), Commands.Wallet("alice"), 1))]);
        Assert.True(ledger.Audit().IsClean);
        var (page, size) = ledger.PageOf(index);
        var bytes = await File.ReadAllBytesAsync(ledger.Path, TestContext.Current.CancellationToken);
        var row = ledger.Blob(sought);
        var at = bytes.AsSpan(page, size).IndexOf(row);
        Assert.True(at > 0);
        bytes[page + at + row.Length - 1] ^= 1;
        await File.WriteAllBytesAsync(ledger.Path, bytes, TestContext.Current.CancellationToken);
        Assert.Contains(ledger.Audit().Violations, violation =>
            violation.Invariant == invariant && violation.Where == where);
    }

    [Fact]
    public async Task A_damaged_ledger_has_a_bounded_report()
    {
        using var ledger = await DamageLedger.CopyAsync();
        ledger.Damage(
            "WITH RECURSIVE n(i) AS (SELECT 8 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO " +
            $"{KeyRecords} SELECT i, 2, 'x' || i, randomblob(16), x'', 99, NULL FROM n");
        var report = ledger.Audit();
        Assert.Equal(AuditReport.MaxViolations, report.Violations.Count);
        Assert.True(report.ViolationCount > report.Violations.Count);
    }
}
