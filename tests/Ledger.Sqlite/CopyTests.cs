using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Histories that move from file to file.</summary>
public sealed class SqliteCopyProperties : CopyProperties
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Func<ICopyStore>> Way() =>
        [static () => new SqliteCopyStore(), static () => new SqliteCopyStore(), static () => new SqliteCopyStore()];
}

/// <summary>What only a copy between files can be asked.</summary>
public sealed class CopyTests
{
    [Fact]
    public async Task A_ledger_that_is_served_is_not_copied_and_nobody_serves_it_meanwhile()
    {
        using var folder = new TempFolder();
        var path = folder.File("ledger.db");
        await using (SqliteLedger.Open(new SqliteLedgerOptions { Path = path, Shared = true }, new FakeTime()))
            Assert.Contains("Another process", Refused(() => SqliteCopySource.Open(path)), StringComparison.Ordinal);
        await using (SqliteCopySource.Open(path))
            Assert.Contains("Another process",
                Refused(() => SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, new FakeTime())),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_copies_into_one_file_are_refused()
    {
        using var folder = new TempFolder();
        await using (SqliteCopyTarget.Open(folder.File("copy.db")))
            Assert.Contains("Another process", Refused(() => SqliteCopyTarget.Open(folder.File("copy.db"))),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unfinished_copy_is_neither_audited_nor_backed_up_nor_restored()
    {
        using var ledger = await DamageLedger.CopyAsync();
        using var folder = new TempFolder();
        var copy = folder.File("copy.db");
        await CopyAsync(ledger.Path, copy, writes: 3);
        foreach (var act in (Action[])
            [() => SqliteAudit.Run(copy), () => SqliteBackup.Run(copy, folder.File("backup.db")),
                () => SqliteRestore.Run(folder.File("ledger.db"), copy, "INR")])
            Assert.Contains("unfinished copy", Refused(act), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_has_the_rows_of_its_source_numbers_included()
    {
        using var ledger = await DamageActTests.MakeAsync();
        using var folder = new TempFolder();
        var copy = folder.File("copy.db");
        Assert.True((await CopyAsync(ledger.Path, copy))!.IsComplete);
        // The hash over the key records, in the order of their numbers, is in it too.
        Assert.Equal(ledger.Audit().Digest, SqliteAudit.Run(copy).Digest);
        using var before = new DamageFile(ledger.Path);
        using var after = new DamageFile(copy);
        foreach (var table in (string[])["settings", "wallets", "balances", "users", "entries", "transfers",
            "key_records", "operator_acts", "operator_keys", "audits", "payment_requests", "request_blocks"])
            Assert.Equal(before.Rows($"SELECT * FROM {table}"), after.Rows($"SELECT * FROM {table}"));
        Assert.Equal(8L, after.Rows("SELECT count(*) FROM key_index")[0][0]);
    }

    [Theory]
    [InlineData("UPDATE balances SET balance = balance + 1 WHERE wallet = 3")]
    [InlineData("UPDATE balances SET head = zeroblob(31) WHERE wallet = 3")]
    [InlineData("UPDATE balances SET head = zeroblob(32) WHERE wallet = 3")]
    [InlineData("UPDATE balances SET sequence = 3 WHERE wallet = 3")]
    [InlineData("UPDATE balances SET last_entry_at = last_entry_at - 1 WHERE wallet = 3")]
    [InlineData("UPDATE balances SET last_debit = 2 WHERE wallet = 3")]
    [InlineData("DELETE FROM balances WHERE wallet = 6")]
    [InlineData("DELETE FROM wallets WHERE number = 6")]
    [InlineData("UPDATE wallets SET wallet_id = 'no wallet' WHERE number = 5")]
    [InlineData("UPDATE entries SET amount = 101 WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET amount = 0 WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET direction = 3 - direction WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET direction = 258 WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET counterparty = 99 WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET note = 'other' WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET note = 'rent' || char(10) WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET hash = zeroblob(32) WHERE wallet = 4 AND sequence = 2")]
    [InlineData("UPDATE entries SET previous = 1 WHERE wallet = 3 AND sequence = 4")]
    [InlineData("DELETE FROM entries WHERE wallet = 4 AND sequence = 2")]
    [InlineData("DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)")]
    [InlineData("DELETE FROM transfers WHERE key_record = 3")]
    [InlineData("UPDATE transfers SET debit_entry = 7 WHERE key_record = 3")]
    [InlineData("DELETE FROM key_records WHERE number = 4")]
    [InlineData("DELETE FROM key_records WHERE number = 6")]
    [InlineData("UPDATE key_records SET outcome = 43 WHERE number = 3")]
    [InlineData("UPDATE key_records SET outcome = 0 WHERE number = 7")]
    [InlineData("UPDATE key_records SET outcome = 1 WHERE number = 7")]
    [InlineData("UPDATE key_records SET key = 'other' WHERE number = 7")]
    [InlineData("UPDATE key_records SET key = 'k 5' WHERE number = 7")]
    [InlineData("UPDATE key_records SET fingerprint = zeroblob(32) WHERE number = 3")]
    [InlineData("UPDATE key_records SET fingerprint = zeroblob(3) WHERE number = 7")]
    [InlineData("UPDATE key_records SET operation = 300 WHERE number = 7")]
    [InlineData("UPDATE key_records SET remaining = 5 WHERE number = 7")]
    [InlineData("UPDATE users SET email = 'nobody' WHERE wallet = 3")]
    [InlineData("UPDATE users SET wallet = 99 WHERE wallet = 3")]
    [InlineData("DELETE FROM key_index WHERE record = 2")]
    [InlineData("DROP INDEX entries_marks")]
    public async Task What_is_damaged_does_not_become_a_ledger(string damage)
    {
        using var ledger = await DamageLedger.CopyAsync();
        using var folder = new TempFolder();
        ledger.Damage(damage);
        try
        {
            var result = await CopyAsync(ledger.Path, folder.File("copy.db"));
            Assert.False(result!.IsComplete);
            Assert.NotEmpty(result.Source.Violations);
        }
        catch (LedgerStartException e)
        {
            Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        }

        // What is seen at once leaves no file.
        if (File.Exists(folder.File("copy.db")))
            Assert.Contains("unfinished copy",
                Refused(() => SqliteLedger.Open(
                    new SqliteLedgerOptions { Path = folder.File("copy.db") }, new FakeTime())),
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE users SET password_hash = 'other' WHERE wallet = 3")]
    [InlineData("UPDATE users SET token_generation = 7 WHERE wallet = 3")]
    [InlineData("UPDATE wallets SET created_at = created_at + 1 WHERE number = 2")]
    [InlineData("UPDATE key_records SET fingerprint = zeroblob(32) WHERE number = 7")]
    [InlineData("UPDATE key_records SET outcome = 42 WHERE number = 7")]
    public async Task What_no_audit_sees_the_digest_does(string difference)
    {
        using var ledger = await DamageLedger.CopyAsync();
        using var folder = new TempFolder();
        var copy = folder.File("copy.db");
        // All is written, and before it is compared, somebody changes the copy.
        Assert.Null(await CopyAsync(ledger.Path, copy, writes: 9));
        using (var file = new DamageFile(copy))
            file.RunWithoutTriggers(difference);
        var result = await CopyAsync(ledger.Path, copy);
        Assert.Empty(result!.Source.Violations);
        Assert.Empty(result.Target.Violations);
        Assert.NotEqual(result.SourceDigest, result.TargetDigest);
        Assert.False(result.IsComplete);
    }

    [Theory]
    [InlineData("UPDATE operator_keys SET name = 'Eve' WHERE scopes = 3")]
    [InlineData("UPDATE operator_keys SET digest = randomblob(32) WHERE scopes = 3")]
    [InlineData("UPDATE operator_keys SET created_at = created_at + 1 WHERE scopes = 3")]
    [InlineData("DELETE FROM audits")]
    [InlineData("UPDATE audits SET report = replace(report, 'd1ge57', 'd1ge58')")]
    public async Task Of_what_is_the_operators_the_digest_sees_what_no_audit_does(string difference)
    {
        using var ledger = await DamageActTests.MakeAsync();
        using var folder = new TempFolder();
        var copy = folder.File("copy.db");
        // One count before and one after each of seven slices; the sixteenth comes after the indexes.
        Assert.Null(await CopyAsync(ledger.Path, copy, writes: 15));
        using (var file = new DamageFile(copy))
        {
            Assert.NotEmpty(file.Rows("SELECT 1 FROM audits"));
            file.RunWithoutTriggers(difference);
        }

        var result = await CopyAsync(ledger.Path, copy);
        Assert.Empty(result!.Target.Violations);
        Assert.NotEqual(result.SourceDigest, result.TargetDigest);
        Assert.False(result.IsComplete);
    }

    [Theory]
    [InlineData("UPDATE balances SET frozen = 1 WHERE wallet = 6")]
    [InlineData("UPDATE balances SET frozen = 9 WHERE wallet = 3")]
    [InlineData("UPDATE balances SET frozen_until = NULL WHERE wallet = 3")]
    [InlineData("DELETE FROM operator_acts WHERE sequence = 4")]
    [InlineData("DELETE FROM operator_acts WHERE sequence = 1")]
    [InlineData("DELETE FROM operator_acts WHERE sequence = 8")]
    [InlineData("UPDATE operator_acts SET reason = 'other' WHERE sequence = 4")]
    [InlineData("UPDATE operator_acts SET reason = char(10) WHERE sequence = 4")]
    [InlineData("UPDATE operator_acts SET kind = 300 WHERE sequence = 4")]
    [InlineData("DELETE FROM operator_keys WHERE scopes = 3")]
    [InlineData("UPDATE operator_keys SET scopes = 15 WHERE scopes = 3")]
    [InlineData("UPDATE operator_keys SET scopes = 300 WHERE scopes = 3")]
    [InlineData("UPDATE operator_keys SET key_id = x'00' WHERE scopes = 3")]
    public async Task What_is_damaged_of_the_operators_does_not_become_a_ledger(string damage)
    {
        using var ledger = await DamageActTests.MakeAsync();
        using var folder = new TempFolder();
        ledger.Damage(damage);
        try
        {
            Assert.False((await CopyAsync(ledger.Path, folder.File("copy.db")))!.IsComplete);
        }
        catch (LedgerStartException e)
        {
            Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
        }
    }

    // One count before and one after each of four slices; the tenth comes after the indexes.
    private static async Task<CopyResult?> CopyAsync(string from, string to, int writes = int.MaxValue)
    {
        await using var source = SqliteCopySource.Open(from, sliceRows: 100);
        await using var target = new EndedTarget(SqliteCopyTarget.Open(to), writes);
        try
        {
            return await new LedgerCopy(source, target).RunAsync();
        }
        catch (EndedException)
        {
            return null;
        }
    }

    private static string Refused(Action act) => Assert.Throws<LedgerStartException>(act).Message;
}
