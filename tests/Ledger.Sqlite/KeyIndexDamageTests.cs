using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>Keys that contradict each other are found, by the ledger before it decides anything, or by the
/// audit.</summary>
public sealed class KeyIndexDamageTests
{
    [Theory]
    [InlineData($"INSERT INTO {DamageLedger.KeyRecords} SELECT 8, caller, key, key_digest, fingerprint, 42, NULL " +
        "FROM key_records WHERE number = 6")]
    [InlineData("UPDATE key_records SET key_digest = x'00' WHERE number = 6")]
    [InlineData("UPDATE key_index_state SET sealed = 99")]
    [InlineData("DELETE FROM key_index_state")]
    [InlineData("UPDATE key_index_state SET indexed = -1")]
    [InlineData("UPDATE key_index_state SET indexed = 6, sealed = 6")]
    [InlineData("UPDATE key_index_state SET indexed = 99, sealed = 99")]
    [InlineData("DELETE FROM key_records WHERE number = 6")]
    public async Task Nothing_is_decided_on_keys_that_contradict_each_other(string sql)
    {
        using var ledger = await DamageLedger.CopyAsync();
        ledger.Damage(sql);
        var refused = Assert.Throws<LedgerStartException>(() =>
            SqliteLedger.Open(new SqliteLedgerOptions { Path = ledger.Path }, TimeProvider.System));
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_that_a_merge_overtakes_finds_nothing()
    {
        using var folder = new TempFolder();
        await using var ledger = MergingLedger.Open(folder, recentKeys: 5);
        var bob = await ledger.RegisterWalletAsync("bob");
        var overtaken = 0;
        for (var i = 0; i < 40; i++)
        {
            await ledger.CommitAsync([Commands.Deposit(bob, 1)]);
            await Task.Yield(); // Off the ledger's own thread, which must never wait for itself.
            var more = i;
            var overtake = new OnReport(() =>
            {
                for (overtaken++; more > 0; more--)
                    ledger.CommitAsync([Commands.Deposit(bob, 1)]).AsTask().Wait();
            });
            Assert.Empty(SqliteAudit.Run(folder.File("ledger.db"), overtake).Violations);
        }

        Assert.True(overtaken >= 40);
    }

    [Theory]
    // A merged key is taken away, and another one put in its place: one that is sealed, or one that is not yet.
    [InlineData("number > indexed AND number <= sealed AND key_digest > cursor")]
    [InlineData("number > sealed")]
    public async Task A_merge_that_was_tampered_with_is_found(string other)
    {
        using var folder = new TempFolder();
        await using (var ledger = MergingLedger.Open(folder))
        {
            var bob = await ledger.RegisterWalletAsync("bob");
            for (var i = 0; i < 95; i++)
                await ledger.CommitAsync([Commands.Deposit(bob, 1)]);
        }

        var path = folder.File("ledger.db");
        Assert.Empty(SqliteAudit.Run(path).Violations);
        using (var file = new DamageFile(path))
        {
            var victim = file.Rows("""
                SELECT record FROM key_index, key_index_state WHERE record > indexed ORDER BY key_digest LIMIT 1
                """)[0][0];
            var substitute = file.Rows($"""
                SELECT number FROM key_records, key_index_state WHERE {other} ORDER BY key_digest DESC LIMIT 1
                """)[0][0];
            file.RunWithoutTriggers($"""
                UPDATE key_index SET record = {substitute},
                  key_digest = (SELECT key_digest FROM key_records WHERE number = {substitute})
                WHERE record = {victim}
                """);
        }

        Assert.Contains(SqliteAudit.Run(path).Violations, static violation =>
            violation is { Invariant: 5, Where: "key index" });
    }

    [Theory]
    [InlineData("INSERT INTO key_index SELECT key_digest, 5 FROM key_records WHERE number = 5")]
    [InlineData("UPDATE key_index_state SET indexed = 0, sealed = 2")]
    public async Task A_merge_that_meets_the_same_key_stops_the_ledger(string sql)
    {
        using var ledger = await DamageLedger.CopyAsync();
        ledger.Damage(sql);
        await using var opened =
            SqliteLedger.Open(new SqliteLedgerOptions { Path = ledger.Path, RecentKeys = 1 }, TimeProvider.System);
        for (var i = 0; ; i++)
        {
            Assert.True(i < 20, "It goes on.");
            try
            {
                await opened.CommitAsync([Commands.Deposit(Commands.Wallet("alice"), 1)]);
            }
            catch (LedgerException e) when (e.Failure == LedgerFailure.Unavailable)
            {
                Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
                return;
            }
        }
    }

    private sealed class OnReport(Action act) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => act();
    }
}
