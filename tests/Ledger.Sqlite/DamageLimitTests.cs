using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>What a ledger keeps of limits, damaged with raw SQL, is found by the audit. alice (3) has sent 150 on the
/// day, bob (4) 30; alice's limits refuse key record 8, and would allow 50.</summary>
public sealed class DamageLimitTests : IAsyncLifetime
{
    private DamageLedger? _ledger;

    private DamageLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger was not made.");

    public async ValueTask InitializeAsync()
    {
        _ledger = await DamageLedger.CopyAsync();
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = Ledger.Path }, new FakeTime());
        await ledger.SetLimitsAsync(Commands.Wallet("alice"), new SpendingLimits(100, 200));
        await ledger.SetLimitsAsync(Commands.Wallet("alice"), new SpendingLimits(150, 200));
        Assert.Equal(OutcomeCode.LimitExceeded, (await ledger.CommitOneAsync(
            Commands.Transfer(Commands.Wallet("alice"), Commands.Wallet("bob"), 51, "over"))).Code);
    }

    public ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Undamaged_sums_and_limits_are_clean()
    {
        using var file = new DamageFile(Ledger.Path);
        Assert.Equal([0L, 0L, 150L, 30L, 0L, 0L],
            file.Rows("SELECT spent FROM balances ORDER BY wallet").Select(static row => row[0]));
        Assert.Equal(["100 200 then 150 200 from 2026-03-02T12:00:00.000000Z"],
            file.Rows("SELECT limits FROM balances WHERE limits IS NOT NULL").Select(static row => row[0]));
        Assert.Equal([49L, 50L, 1772409600000000L],
            file.Rows("SELECT outcome, remaining, resets_at FROM key_records WHERE number = 8")[0]);
        Assert.Empty(Ledger.Audit().Violations);
    }

    [Theory]
    // Too low, which would let out too much; too high; another day; nothing at all.
    [InlineData("UPDATE balances SET spent = 149 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent = 151 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent = -150 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent = 1 WHERE wallet = 5", "wallet carol@wallet")]
    [InlineData("UPDATE balances SET spent = 1 WHERE wallet = 6", "wallet dave@wallet")]
    [InlineData("UPDATE balances SET spent = 1 WHERE wallet = 1", "wallet issuer@wallet")]
    [InlineData("UPDATE balances SET spent_day = spent_day - 1 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent_day = spent_day - 1, spent = 0 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent_day = spent_day + 1 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent = 0, spent_day = 0 WHERE wallet = 4", "wallet bob@wallet")]
    [InlineData("UPDATE balances SET spent_since = 99 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET spent_since = -1 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET limits = '100 -200' WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET limits = '- -' WHERE wallet = 6", "wallet dave@wallet")]
    [InlineData("UPDATE balances SET limits = '' WHERE wallet = 6", "wallet dave@wallet")]
    public void Damage_is_found_where_it_is(string sql, string where)
    {
        Ledger.Damage(sql);
        Assert.Equal([(4, where)],
            Ledger.Audit().Violations.Select(static violation => (violation.Invariant, violation.Where)).Distinct());
    }

    [Theory]
    [InlineData("UPDATE key_records SET remaining = NULL WHERE number = 8", "key over of alice@wallet")]
    [InlineData("UPDATE key_records SET remaining = -1 WHERE number = 8", "key over of alice@wallet")]
    [InlineData("UPDATE key_records SET resets_at = NULL WHERE number = 8", "key over of alice@wallet")]
    [InlineData("UPDATE key_records SET resets_at = resets_at + 1 WHERE number = 8", "key over of alice@wallet")]
    [InlineData("UPDATE key_records SET outcome = 43 WHERE number = 8", "key over of alice@wallet")]
    [InlineData("UPDATE key_records SET resets_at = 1772409600000000 WHERE number = 3", "key k1 of alice@wallet")]
    public void What_a_refusal_can_not_say_is_found(string sql, string where)
    {
        Ledger.Damage(sql);
        Assert.Contains((5, where),
            Ledger.Audit().Violations.Select(static violation => (violation.Invariant, violation.Where)));
    }

    [Theory]
    [InlineData("UPDATE key_records SET remaining = 51 WHERE number = 8")]
    [InlineData("UPDATE key_records SET resets_at = resets_at + 86400000000 WHERE number = 8")]
    public void What_a_refusal_said_is_proved_by_saved_heads(string sql)
    {
        var heads = Ledger.Audit().Heads;
        Ledger.Damage(sql);

        Assert.True(Ledger.Audit().IsClean);
        Assert.Equal(7, Assert.Single(Ledger.Audit(heads).Violations).Invariant);
    }

    [Theory]
    [InlineData("UPDATE balances SET limits = '100 200' WHERE wallet = 3")]
    [InlineData("UPDATE balances SET limits = '5 -' WHERE wallet = 6")]
    [InlineData("UPDATE key_records SET resets_at = resets_at + 86400000000 WHERE number = 8")]
    public async Task A_copy_that_has_other_limits_is_another_ledger(string sql)
    {
        using var folder = new TempFolder();
        var copies = new List<string>();
        foreach (var damaged in new[] { false, true })
        {
            if (damaged)
                Ledger.Damage(sql);
            await using var source = SqliteCopySource.Open(Ledger.Path);
            await using var target = SqliteCopyTarget.Open(folder.File($"copy-{damaged}.db"));
            var result = await new LedgerCopy(source, target).RunAsync();
            Assert.True(result.IsComplete);
            Assert.Equal(result.SourceDigest, result.TargetDigest);
            copies.Add(result.TargetDigest);
        }

        Assert.NotEqual(copies[0], copies[1]);
    }
}
