using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>What gives transfers back, damaged with raw SQL, is found by the audit. Key record 3 is a transfer of 100
/// from alice to bob, of which 60 and 30 came back (8 and 9); of record 4, 50 from alice to carol, all did (10); and 11
/// was refused.</summary>
public sealed class DamageLinkTests : IAsyncLifetime
{
    private DamageLedger? _ledger;

    private DamageLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger was not made.");

    public async ValueTask InitializeAsync()
    {
        _ledger = await DamageLedger.CopyAsync();
        var (rent, other) = (Ledger.Found(3), Ledger.Found(4));
        await Ledger.GoOnAsync(
        [
            Commands.Reversal(rent, 60, "r1"), Commands.Reversal(rent, 30, "r2"), Commands.Reversal(other, key: "r3"),
            Commands.Reversal(rent, 11, "r4"),
        ]);
    }

    public ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Undamaged_reversals_are_clean()
    {
        using var file = new DamageFile(Ledger.Path);
        Assert.Equal([1L, 1L, 1L, 45L],
            file.Rows("SELECT outcome FROM key_records WHERE number > 7").Select(static row => row[0]));
        Assert.Empty(Ledger.Audit().Violations);
    }

    [Theory]
    // Another operation.
    [InlineData("UPDATE key_records SET operation = 1 WHERE number = 8", 5, "key r1 of issuer@wallet")]
    [InlineData("UPDATE key_records SET operation = 2 WHERE number = 8", 5, "key r1 of issuer@wallet")]
    [InlineData("UPDATE key_records SET operation = 1 WHERE number = 11", 5, "key r4 of issuer@wallet")]
    [InlineData("UPDATE key_records SET operation = 4 WHERE number = 8", 5, "key r1 of issuer@wallet")]
    // Another link.
    [InlineData("UPDATE key_records SET link = (SELECT transfer_id FROM key_records WHERE number = 4) WHERE number = 8",
        5, "key r1 of issuer@wallet")]
    [InlineData("UPDATE key_records SET link = (SELECT transfer_id FROM key_records WHERE number = 4) WHERE number = 8",
        9, "transfer of 4")]
    [InlineData("UPDATE key_records SET link = substr(link, 2) WHERE number = 11", 5, "key r4 of issuer@wallet")]
    [InlineData("UPDATE key_records SET link = zeroblob(16) WHERE number = 11", 9, "transfer of nothing")]
    [InlineData("UPDATE key_records SET link = (SELECT transfer_id FROM key_records WHERE number = 10) " +
        "WHERE number = 10", 9, "transfer of 10")]
    // No link.
    [InlineData("UPDATE key_records SET link = NULL WHERE number = 8", 5, "key r1 of issuer@wallet")]
    [InlineData("UPDATE key_records SET link = NULL WHERE number = 11", 5, "key r4 of issuer@wallet")]
    [InlineData("UPDATE key_records SET operation = 1, link = NULL WHERE number = 8", 5, "key r1 of issuer@wallet")]
    // Somebody else's key.
    [InlineData("UPDATE key_records SET caller = 4 WHERE number = 8", 5, "key r1 of bob@wallet")]
    [InlineData("UPDATE key_records SET remaining = -1 WHERE number = 11", 5, "key r4 of issuer@wallet")]
    [InlineData("UPDATE key_records SET remaining = 1 WHERE number = 8", 5, "key r1 of issuer@wallet")]
    [InlineData("DELETE FROM transfers WHERE key_record = 3", 9, "transfer of 3")]
    public void Damage_is_found_where_it_is(string sql, int invariant, string where)
    {
        if (where.StartsWith("transfer of ", StringComparison.Ordinal))
            where = "transfer " + (long.TryParse(where[12..], out var record)
                ? Convert.ToHexStringLower(TransferOf(record))
                : new string('0', 32));
        Ledger.Damage(sql);

        Assert.Contains(Ledger.Audit().Violations, violation =>
            (violation.Invariant, violation.Where) == (invariant, where));
    }

    // Everything agrees with itself, but more was given back than there was.
    [Fact]
    public void Too_much_that_was_given_back_is_found_though_nothing_else_is_wrong()
    {
        using (var file = new DamageFile(Ledger.Path))
        {
            var triggers = file.Rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
            foreach (var trigger in triggers)
                file.Run($"DROP TRIGGER {trigger[0]}");
            file.Run("UPDATE entries SET amount = 41 " +
                "WHERE transfer_id = (SELECT transfer_id FROM key_records WHERE number = 9)");
            DamageForgery.Rehash(file);
            DamageForgery.ForgeFingerprints(file);
            file.Run("UPDATE operator_acts SET detail = replace(detail, '30 as', '41 as')");
            DamageForgery.RehashActs(file);
            foreach (var trigger in triggers)
                file.Run((string)trigger[1]!);
        }

        var violation = Assert.Single(Ledger.Audit().Violations);
        Assert.Equal(
            (9, $"transfer {Convert.ToHexStringLower(TransferOf(3))}", "101 of it was given back, but it is 100"),
            (violation.Invariant, violation.Where, violation.What));
    }

    [Fact]
    public async Task An_index_of_links_that_differs_from_its_table_is_found()
    {
        var (page, size) = Ledger.PageOf("key_records_by_link");
        var bytes = await File.ReadAllBytesAsync(Ledger.Path, TestContext.Current.CancellationToken);
        var at = bytes.AsSpan(page, size).IndexOf(TransferOf(3));
        Assert.True(at > 0);
        bytes[page + at + 15] ^= 1;
        await File.WriteAllBytesAsync(Ledger.Path, bytes, TestContext.Current.CancellationToken);

        Assert.Contains(Ledger.Audit().Violations, static violation =>
            (violation.Invariant, violation.Where) == (9, "key records"));
    }

    [Theory]
    [InlineData("UPDATE key_records SET remaining = 11 WHERE number = 11")]
    [InlineData("UPDATE key_records SET link = (SELECT transfer_id FROM key_records WHERE number = 4) " +
        "WHERE number = 11")]
    public void What_a_refusal_said_and_of_what_is_proved_by_saved_heads(string sql)
    {
        var heads = Ledger.Audit().Heads;
        Ledger.Damage(sql);

        Assert.True(Ledger.Audit().IsClean);
        Assert.Equal(7, Assert.Single(Ledger.Audit(heads).Violations).Invariant);
    }

    private byte[] TransferOf(long record) =>
        Ledger.Blob($"SELECT transfer_id FROM key_records WHERE number = {record}");
}
