using Microsoft.Data.Sqlite;
using Wallet.Ledger.Sqlite;
using Wallet.Suites;
using Xunit;

namespace Wallet.Ledger.Tests;

/// <summary>
/// Damages a ledger with SQL, as a defect or an intruder could, and expects the audit to say which invariant is broken.
/// Without these, a suite that ends in a clean audit would prove nothing.
/// </summary>
public sealed class SqliteAuditTests : IAsyncLifetime
{
    private readonly SqliteUnderTest _subject = new(new FakeTime());

    public async ValueTask InitializeAsync()
    {
        // Wallets 2 and 3 (the issuer is 1): ada gets 1000, sends bob 300 and 200 with a note, is refused once; bob sends 50 back.
        var (ada, bob) = (await _subject.Users.RegisterWalletAsync("ada"), await _subject.Users.RegisterWalletAsync("bob"));
        await _subject.Ledger.FundAsync(ada, 1000);
        await _subject.Ledger.CommitAsync(
        [
            Commands.Transfer(ada, bob, 300, "first"), Commands.Transfer(ada, bob, 200, "second", "note"),
            Commands.Transfer(ada, bob, 5000, "refused"), Commands.Transfer(bob, ada, 50, "back"),
        ]);
    }

    public ValueTask DisposeAsync() => _subject.DisposeAsync();

    [Fact]
    public void An_undamaged_ledger_is_clean_and_counted()
    {
        var report = SqliteAudit.Run(_subject.Path);

        Assert.True(report.IsClean);
        Assert.Equal((3, 4, 8, 5, 0), (report.Wallets, report.Transfers, report.Entries, report.KeyRecords, report.BalanceSumMinor));
    }

    [Theory]
    [InlineData(1, "UPDATE balances SET balance = balance + 1 WHERE wallet = 2")]
    [InlineData(4, "UPDATE balances SET balance = balance + 1 WHERE wallet = 2")]
    [InlineData(4, "UPDATE balances SET balance = balance + CASE wallet WHEN 2 THEN 1 ELSE -1 END WHERE wallet IN (2, 3)")]
    [InlineData(2, "UPDATE balances SET balance = -1 WHERE wallet = 3")]
    [InlineData(2, "UPDATE balances SET balance = 1000000000000001 WHERE wallet = 3")]
    [InlineData(4, "UPDATE balances SET sequence = sequence + 1 WHERE wallet = 2")]
    [InlineData(4, "DELETE FROM balances WHERE wallet = 3")]
    [InlineData(4, "UPDATE balances SET last_debit = 0 WHERE wallet = 2")]
    [InlineData(7, "UPDATE balances SET head = zeroblob(32) WHERE wallet = 2")]
    [InlineData(4, "DELETE FROM entries WHERE wallet = 2 AND sequence = 2")]
    [InlineData(3, "DELETE FROM entries WHERE wallet = 2 AND sequence = 2")]
    [InlineData(4, "DELETE FROM entries WHERE wallet = 3 AND sequence = 3")]
    [InlineData(3, "UPDATE entries SET amount = amount + 1 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET amount = amount + 1 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET balance_after = balance_after + 1 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(4, "UPDATE entries SET balance_after = balance_after + 1 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET note = 'other' WHERE wallet = 2 AND sequence = 3")]
    [InlineData(7, "UPDATE entries SET note = NULL WHERE wallet = 2 AND sequence = 3")]
    [InlineData(7, "UPDATE entries SET note = '' WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET created_at = created_at + 1 WHERE wallet = 2 AND sequence = 3")]
    [InlineData(7, "UPDATE entries SET counterparty = 1 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET direction = 2 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET hash = randomblob(32) WHERE wallet = 2 AND sequence = 2")]
    [InlineData(7, "UPDATE entries SET transfer_id = randomblob(16) WHERE wallet = 2 AND sequence = 2")]
    [InlineData(4, "UPDATE entries SET last_of_other_direction = 0 WHERE wallet = 2 AND sequence = 2")]
    [InlineData(4, "INSERT INTO entries SELECT 9, sequence, transfer_id, direction, counterparty, amount, balance_after, created_at, last_of_other_direction, hash, note FROM entries WHERE wallet = 2")]
    [InlineData(3, "DELETE FROM transfers WHERE debit_wallet = 3")]
    [InlineData(5, "DELETE FROM transfers WHERE debit_wallet = 3")]
    [InlineData(3, "UPDATE transfers SET debit_sequence = 2 WHERE debit_wallet = 2 AND debit_sequence = 3")]
    [InlineData(5, "DELETE FROM key_records WHERE key = 'first'")]
    [InlineData(5, "UPDATE key_records SET fingerprint = randomblob(32) WHERE key = 'first'")]
    [InlineData(5, "UPDATE key_records SET fingerprint = x'00' WHERE key = 'refused'")]
    [InlineData(5, "UPDATE key_records SET caller = 3 WHERE key = 'first'")]
    [InlineData(5, "UPDATE key_records SET outcome = 43 WHERE key = 'first'")]
    [InlineData(5, "UPDATE key_records SET outcome = 1 WHERE key = 'refused'")]
    [InlineData(5, "UPDATE key_records SET outcome = 62 WHERE key = 'refused'")]
    [InlineData(5, "UPDATE key_records SET transfer_id = (SELECT transfer_id FROM key_records WHERE key = 'second') WHERE key = 'first'")]
    [InlineData(5, "DROP INDEX key_records_by_key; CREATE INDEX key_records_by_key ON key_records (caller, key); UPDATE key_records SET key = 'first' WHERE key = 'refused'")]
    [InlineData(5, "DROP INDEX key_records_by_key")]
    public async Task Damage_is_found_and_named(int invariant, string damage)
    {
        await DamageAsync(damage);

        var report = SqliteAudit.Run(_subject.Path);

        Assert.False(report.IsClean);
        Assert.Contains(report.Violations, violation => violation.Invariant == invariant);
    }

    [Theory]
    [InlineData("UPDATE entries SET amount = 1")]
    [InlineData("DELETE FROM entries")]
    [InlineData("UPDATE transfers SET debit_sequence = 1")]
    [InlineData("DELETE FROM transfers")]
    [InlineData("UPDATE key_records SET outcome = 43")]
    [InlineData("DELETE FROM key_records")]
    public async Task What_is_written_once_cannot_be_changed_by_a_slip(string slip)
    {
        await Assert.ThrowsAsync<SqliteException>(() => ExecuteAsync(slip));

        Assert.True(SqliteAudit.Run(_subject.Path).IsClean);
    }

    [Fact]
    public async Task History_that_is_older_than_the_saved_heads_is_found_though_it_is_consistent()
    {
        var copy = _subject.Path + ".copy";
        SqliteBackup.Run(_subject.Path, copy);
        Assert.True(SqliteAudit.Run(copy).IsClean);
        await _subject.Ledger.CommitOneAsync(Commands.Transfer(Commands.Wallet("bob"), Commands.Wallet("ada"), 1));
        var heads = SqliteAudit.Run(_subject.Path).Heads;

        Assert.Empty(SqliteAudit.Run(_subject.Path, since: heads).Violations);
        Assert.Contains(SqliteAudit.Run(copy, since: heads).Violations, static violation => violation.Invariant == 7);
    }

    [Fact]
    public async Task A_ledger_is_clean_while_it_is_written()
    {
        var stop = false;
        async Task WriteAsync()
        {
            while (!Volatile.Read(ref stop))
                await _subject.Ledger.CommitAsync([.. Enumerable.Range(0, 20).Select(static _ => Commands.Deposit(Commands.Wallet("bob"), 1))]);
        }

        var writing = WriteAsync();
        for (var i = 0; i < 10; i++)
            Assert.Empty(SqliteAudit.Run(_subject.Path).Violations);
        Volatile.Write(ref stop, true);
        await writing.InTimeAsync();
    }

    private async Task DamageAsync(string sql)
    {
        string[] tables = ["entries", "transfers", "key_records"];
        await ExecuteAsync(string.Concat(tables.Select(static table => $"DROP TRIGGER {table}_stay; DROP TRIGGER {table}_remain;")) + sql);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _subject.Path, Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements stand in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
