using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>
/// Damage to the operators' log, and to what has to be in it, done with raw SQL, is found by the audit. Acts by number:
/// 1 made a key to read and freeze, 2 one for money, 3 revoked that one, 4 froze alice, 5 froze bob and 6 thawed him, 7
/// froze carol, and 8 gave 60 of alice's 100 to bob back.
/// </summary>
public sealed class DamageActTests : IAsyncLifetime
{
    private const string KeyOne = "(SELECT target FROM operator_acts WHERE sequence = 1)";

    private DamageLedger? _ledger;

    private DamageLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger was not made.");

    /// <summary>Makes such a ledger, with one audit that was kept.</summary>
    internal static async Task<DamageLedger> MakeAsync()
    {
        var ledger = await DamageLedger.CopyAsync();
        var paid = ledger.Found(3);
        var (first, second) = (Acts.AddKey(OperatorScopes.Read | OperatorScopes.Freeze),
            Acts.AddKey(OperatorScopes.Money));
        var time = new FakeTime();
        await using var opened = SqliteLedger.Open(new SqliteLedgerOptions { Path = ledger.Path }, time);
        foreach (var act in (OperatorAct[])
        [
            first, second, Acts.Revoke(second.Key.Id, first.Key.Id),
            Acts.Freeze(Commands.Wallet("alice"), FrozenSides.Both,
                Timestamp.Now(time).Plus(TimeSpan.FromHours(1)), first.Key.Id),
            Acts.Freeze(Commands.Wallet("bob"), FrozenSides.Debit), Acts.Thaw(Commands.Wallet("bob")),
            Acts.Freeze(Commands.Wallet("carol"), FrozenSides.Credit),
        ])
        {
            Assert.Equal(OperatorVerdict.Done, await opened.ActAsync(act));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await opened.CommitAsync([Commands.Reversal(paid, 60, "r1") with { By = first.Key.Id }]);
        await opened.SaveAuditAsync(new StoredAudit(
            Timestamp.Now(time), Timestamp.Now(time), 5, 6, 12, 8, "0", "d1ge57", 0, []));
        return ledger;
    }

    public async ValueTask InitializeAsync() => _ledger = await MakeAsync();

    public ValueTask DisposeAsync()
    {
        _ledger?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void An_undamaged_log_is_clean()
    {
        using var file = new DamageFile(Ledger.Path);
        Assert.Equal([1L, 1L, 2L, 3L, 3L, 4L, 3L, 7L],
            file.Rows("SELECT kind FROM operator_acts ORDER BY sequence").Select(static row => row[0]));
        Assert.Empty(Ledger.Audit().Violations);
    }

    [Theory]
    // The chain.
    [InlineData("UPDATE operator_acts SET at = at + 1 WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET operator_key = NULL WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET operator_key = randomblob(16) WHERE sequence = 5", "act 5")]
    [InlineData("UPDATE operator_acts SET kind = 5 WHERE sequence = 6", "act 6")]
    [InlineData("UPDATE operator_acts SET kind = 260 WHERE sequence = 6", "act 6")]
    [InlineData("UPDATE operator_acts SET target = 'dave@wallet' WHERE sequence = 6", "act 6")]
    [InlineData("UPDATE operator_acts SET detail = 'debit' WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET reason = 'other' WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET reason = reason || char(0) || 'more' WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET hash = zeroblob(32) WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET hash = x'' WHERE sequence = 8", "act 8")]
    [InlineData("DELETE FROM operator_acts WHERE sequence = 1", "act 2")]
    [InlineData("DELETE FROM operator_acts WHERE sequence = 5", "act 6")]
    [InlineData("UPDATE operator_acts SET sequence = 90 WHERE sequence = 8", "act 90")]
    [InlineData("UPDATE operator_acts SET sequence = -8 WHERE sequence = 8", "act -8")]
    // How wallets are frozen.
    [InlineData("UPDATE balances SET frozen = 0, frozen_until = NULL WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET frozen = 1 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET frozen = 7 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET frozen = -1 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET frozen_until = NULL WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET frozen_until = frozen_until - 1 WHERE wallet = 3", "wallet alice@wallet")]
    [InlineData("UPDATE balances SET frozen_until = 9223372036854775807 WHERE wallet = 5", "wallet carol@wallet")]
    [InlineData("UPDATE balances SET frozen = 1 WHERE wallet = 4", "wallet bob@wallet")]
    [InlineData("UPDATE balances SET frozen = 3 WHERE wallet = 6", "wallet dave@wallet")]
    // Keys.
    [InlineData("DELETE FROM operator_keys WHERE scopes = 3", "act 1")]
    [InlineData("DELETE FROM operator_keys WHERE scopes = 4", "act 3")]
    [InlineData("UPDATE operator_keys SET scopes = 15 WHERE scopes = 3", "operator's key of 1")]
    [InlineData("UPDATE operator_keys SET scopes = 19 WHERE scopes = 3", "operator's key of 1")]
    [InlineData("UPDATE operator_keys SET revoked_at = 1 WHERE scopes = 3", "operator's key of 1")]
    [InlineData("UPDATE operator_keys SET revoked_at = NULL WHERE scopes = 4", "operator's key of 2")]
    [InlineData("UPDATE operator_keys SET revoked_at = revoked_at + 1 WHERE scopes = 4", "operator's key of 2")]
    [InlineData("INSERT INTO operator_keys VALUES (zeroblob(16), x'01', 'Eve', 15, 1, NULL)",
        "operator's key 00000000000000000000000000000000")]
    [InlineData("UPDATE operator_keys SET key_id = zeroblob(16) WHERE scopes = 3",
        "operator's key 00000000000000000000000000000000")]
    // Reversals.
    [InlineData("DELETE FROM operator_acts WHERE sequence = 8", "transfer of r1")]
    public void Damage_is_found_where_it_is(string sql, string where)
    {
        where = Named(where);
        Ledger.Damage(sql);
        Assert.Contains(Ledger.Audit().Violations, violation => (violation.Invariant, violation.Where) == (10, where));
    }

    [Theory]
    // By somebody who chains the log anew: the chain is sound, and it tells something else than what is in force.
    [InlineData("UPDATE operator_acts SET detail = 'debit' WHERE sequence = 4", "wallet alice@wallet")]
    [InlineData("UPDATE operator_acts SET detail = 'neither' WHERE sequence = 4", "act 4")]
    [InlineData("UPDATE operator_acts SET target = 'dave@wallet' WHERE sequence = 7", "wallet carol@wallet")]
    [InlineData("UPDATE operator_acts SET target = 'dave@wallet' WHERE sequence = 7", "wallet dave@wallet")]
    [InlineData("UPDATE operator_acts SET kind = 4, detail = '' WHERE sequence = 7", "wallet carol@wallet")]
    [InlineData("UPDATE operator_acts SET at = at - 9000000 WHERE sequence = 7", "act 7")]
    [InlineData("UPDATE operator_acts SET at = at + 1 WHERE sequence = 3", "operator's key of 2")]
    [InlineData("UPDATE operator_acts SET detail = 'read' WHERE sequence = 1", "operator's key of 1")]
    [InlineData($"UPDATE operator_acts SET target = {KeyOne} WHERE sequence = 2", "act 2")]
    [InlineData("UPDATE operator_acts SET kind = 5 WHERE sequence = 3", "operator's key of 2")]
    [InlineData("UPDATE operator_acts SET kind = 5 WHERE sequence = 1", "operator's key of 1")]
    [InlineData("UPDATE operator_acts SET kind = 5 WHERE sequence = 8", "transfer of r1")]
    [InlineData("UPDATE operator_acts SET detail = replace(detail, '60 as', '61 as') WHERE sequence = 8", "act 8")]
    [InlineData("UPDATE operator_acts SET detail = '60 as nothing' WHERE sequence = 8", "act 8")]
    [InlineData("UPDATE operator_acts SET target = replace(target, substr(target, 1, 2), '00') WHERE sequence = 8",
        "act 8")]
    [InlineData("UPDATE operator_acts SET reason = 'other' WHERE sequence = 8", "act 8")]
    [InlineData("INSERT INTO operator_acts SELECT 9, at, NULL, kind, target, detail, reason, hash FROM operator_acts " +
        "WHERE sequence = 8", "act 9")]
    [InlineData("INSERT INTO operator_acts SELECT 9, at, NULL, 3, 'dave@wallet', 'both', 'x', hash FROM " +
        "operator_acts WHERE sequence = 8", "wallet dave@wallet")]
    public void A_log_that_was_forged_contradicts_what_is_in_force(string sql, string where)
    {
        where = Named(where);
        Forge(sql);
        Assert.Contains(Ledger.Audit().Violations, violation => (violation.Invariant, violation.Where) == (10, where));
    }

    [Theory]
    [InlineData("UPDATE operator_acts SET reason = 'other' WHERE sequence = 4", "act 8")]
    [InlineData("UPDATE operator_acts SET operator_key = NULL WHERE sequence = 8", "act 8")]
    [InlineData("DELETE FROM operator_acts WHERE sequence = 8; DELETE FROM operator_keys WHERE scopes = 9",
        "operators' log")]
    public void What_contradicts_nothing_is_found_by_saved_heads(string sql, string where)
    {
        var heads = Ledger.Audit().Heads;
        Assert.Equal(8, heads.OperatorLog?.Count);
        Forge(sql);
        if (where == "act 8")
            Assert.True(Ledger.Audit().IsClean);
        Assert.Contains(Ledger.Audit(heads).Violations, violation =>
            (violation.Invariant, violation.Where) == (10, where));
    }

    [Theory]
    [InlineData("UPDATE operator_acts SET reason = 'other'")]
    [InlineData("DELETE FROM operator_acts")]
    public void The_log_can_not_be_changed_by_a_slip(string sql)
    {
        using (var file = new DamageFile(Ledger.Path))
            Assert.Contains("immutable", Assert.Throws<InvalidOperationException>(() => file.Run(sql)).Message,
                StringComparison.Ordinal);
        Assert.True(Ledger.Audit().IsClean);
    }

    [Theory]
    [InlineData("DROP TRIGGER operator_acts_stay", "trigger operator_acts_stay")]
    [InlineData("DROP TRIGGER operator_acts_remain", "trigger operator_acts_remain")]
    public void A_trigger_that_is_gone_is_found(string sql, string where)
    {
        using (var file = new DamageFile(Ledger.Path))
            file.Run(sql);
        var violation = Assert.Single(Ledger.Audit().Violations);
        Assert.Equal((10, where), (violation.Invariant, violation.Where));
    }

    [Fact]
    public void A_backup_has_the_log_the_keys_and_the_audits()
    {
        using var folder = new TempFolder();
        SqliteBackup.Run(Ledger.Path, folder.File("backup.db"));
        Assert.Empty(SqliteAudit.Run(folder.File("backup.db"), since: Ledger.Audit().Heads).Violations);
        using var before = new DamageFile(Ledger.Path);
        using var after = new DamageFile(folder.File("backup.db"));
        foreach (var table in (string[])["operator_acts", "operator_keys", "audits", "balances"])
            Assert.Equal(before.Rows($"SELECT * FROM {table}"), after.Rows($"SELECT * FROM {table}"));
    }

    private void Forge(string sql)
    {
        using var file = new DamageFile(Ledger.Path);
        var triggers = file.Rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
        file.Run(string.Concat(triggers.Select(static trigger => $"DROP TRIGGER {trigger[0]};")));
        file.Run(sql);
        DamageForgery.RehashActs(file);
        foreach (var trigger in triggers)
            file.Run((string)trigger[1]!);
    }

    // IDs are made anew each time.
    private string Named(string where)
    {
        using var file = new DamageFile(Ledger.Path);
        return where switch
        {
            "operator's key of 1" or "operator's key of 2" => "operator's key " + file.Rows(
                $"SELECT target FROM operator_acts WHERE sequence = {where[^1]}")[0][0],
            "transfer of r1" => "transfer " + Convert.ToHexStringLower(
                Ledger.Blob("SELECT transfer_id FROM key_records WHERE key = 'r1'")),
            _ => where,
        };
    }
}
