using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Histories that were rewritten by somebody who knows the format: what gives them away, and what only saved
/// heads do.</summary>
public sealed class DamageRewriteTests
{
    private const string RaiseRent =
        "UPDATE entries SET amount = 200 WHERE note = 'rent'; UPDATE balances SET spent = spent + 100 WHERE wallet = 3";

    [Fact]
    public async Task An_amount_changed_on_both_sides_and_hashed_anew_is_given_away_by_the_keys_fingerprint()
    {
        using var ledger = await DamageLedger.CopyAsync();
        Forge(ledger, RaiseRent, fingerprints: false);
        var violation = Assert.Single(ledger.Audit().Violations);
        Assert.Equal((5, "key k1 of alice@wallet"), (violation.Invariant, violation.Where));
    }

    [Fact]
    public async Task A_history_rewritten_as_a_whole_is_found_by_saved_heads_only()
    {
        using var ledger = await DamageLedger.CopyAsync();
        var heads = Reloaded(ledger.Audit().Heads);
        Forge(ledger, RaiseRent, fingerprints: true);
        Assert.True(ledger.Audit().IsClean);
        Assert.NotEqual(heads.Digest, ledger.Audit().Digest);

        var violations = ledger.Audit(heads).Violations;
        Assert.All(violations, static violation => Assert.Equal(7, violation.Invariant));
        Assert.Contains(violations, static violation => violation.Where == "entry 4 of alice@wallet");
        Assert.Contains(violations, static violation => violation.Where == "entry 3 of bob@wallet");
    }

    [Theory]
    // A refusal leaves no trace but its record: the last one can be taken away, any can be changed, and its key would
    // be free again.
    [InlineData("DELETE FROM key_records WHERE number = 7", "key records")]
    [InlineData("UPDATE key_records SET outcome = 42 WHERE number = 6", "key k5 of alice@wallet")]
    [InlineData("UPDATE key_records SET fingerprint = randomblob(32) WHERE number = 6", "key k5 of alice@wallet")]
    [InlineData("UPDATE key_records SET key = 'k4-renamed' WHERE number = 6", "key k5 of alice@wallet")]
    [InlineData("UPDATE key_records SET key = 'k1-renamed' WHERE number = 3", "key k5 of alice@wallet")]
    [InlineData("UPDATE key_records SET caller = 4 WHERE number = 6", "key k5 of alice@wallet")]
    [InlineData("UPDATE key_records SET operation = 2 WHERE number = 6", "key k5 of alice@wallet")]
    [InlineData("DELETE FROM users WHERE wallet = 6; DELETE FROM balances WHERE wallet = 6; DELETE FROM wallets " +
        "WHERE number = 6", "wallet dave@wallet")]
    [InlineData("UPDATE wallets SET wallet_id = 'david@wallet' WHERE number = 6", "wallet dave@wallet")]
    public async Task What_contradicts_nothing_is_found_by_saved_heads(string sql, string where)
    {
        using var ledger = await DamageLedger.CopyAsync();
        var heads = Reloaded(ledger.Audit().Heads);
        Forge(ledger, sql, fingerprints: false);
        Assert.True(ledger.Audit().IsClean);
        var violation = Assert.Single(ledger.Audit(heads).Violations);
        Assert.Equal((7, where), (violation.Invariant, violation.Where));
    }

    [Fact]
    public async Task A_chain_cut_off_where_its_balance_agrees_is_given_away_by_the_other_side()
    {
        using var ledger = await DamageLedger.CopyAsync();
        ledger.Damage("""
            DELETE FROM entries WHERE wallet = 3 AND sequence = 4;
            UPDATE balances SET (balance, sequence, head, last_entry_at, last_entry, last_debit, last_credit) =
              (SELECT balance_after, 3, hash, created_at, 7, 7, 2 FROM entries WHERE wallet = 3
                AND sequence = 3) WHERE wallet = 3;
            """);
        var violations = ledger.Audit().Violations;
        Assert.Contains(violations, static violation =>
            violation.Invariant == 3 && violation.Where.StartsWith("transfer ", StringComparison.Ordinal));
        Assert.Contains(violations, static violation => violation.Invariant == 1);
        Assert.DoesNotContain(violations, static violation => violation.Where == "wallet alice@wallet");
    }

    [Fact]
    public async Task A_ledger_put_back_to_an_earlier_day_is_found_by_saved_heads_only()
    {
        using var ledger = await DamageLedger.CopyAsync();
        AuditHeads later;
        using (var copy = await DamageLedger.CopyAsync())
        {
            await copy.GoOnAsync([Commands.Transfer(Commands.Wallet("alice"), Commands.Wallet("dave"), 5)]);
            later = Reloaded(copy.Audit(since: ledger.Audit().Heads) is { IsClean: true } report
                ? report.Heads
                : throw new InvalidOperationException("A ledger that went on is not clean."));
        }

        Assert.True(ledger.Audit().IsClean);
        Assert.Equal(
            ["key records", "wallet alice@wallet", "wallet dave@wallet"],
            ledger.Audit(later).Violations.Select(static violation => violation.Where).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public async Task Saved_heads_that_were_edited_are_refused(int line)
    {
        using var ledger = await DamageLedger.CopyAsync();
        var lines = Saved(ledger.Audit().Heads).Split('\n');
        lines[line] = lines[line][..^1] + (lines[line][^1] == '0' ? '1' : '0');
        Assert.Throws<FormatException>(() => AuditHeads.Load(new StringReader(string.Join('\n', lines))));
        var counted = Saved(ledger.Audit().Heads).Replace("dave@wallet 0", "dave@wallet 1", StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => AuditHeads.Load(new StringReader(counted)));
        Assert.Throws<FormatException>(() => AuditHeads.Load(new StringReader("")));
    }

    private static void Forge(DamageLedger ledger, string sql, bool fingerprints)
    {
        using var file = new DamageFile(ledger.Path);
        var triggers = file.Rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
        file.Run(string.Concat(triggers.Select(static trigger => $"DROP TRIGGER {trigger[0]};")));
        file.Run(sql);
        DamageForgery.Rehash(file);
        DamageForgery.Redigest(file);
        if (fingerprints)
            DamageForgery.ForgeFingerprints(file);
        foreach (var trigger in triggers)
            file.Run((string)trigger[1]!);
    }

    // As an auditor keeps them: written to a file and read again.
    private static AuditHeads Reloaded(AuditHeads heads) => AuditHeads.Load(new StringReader(Saved(heads)));

    private static string Saved(AuditHeads heads)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        heads.Save(writer);
        return writer.ToString().TrimEnd('\n');
    }
}
