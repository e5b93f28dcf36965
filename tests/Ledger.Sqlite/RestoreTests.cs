using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>The way back from a backup: what a kill between any two steps leaves, and what is refused.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private AuditReport? _atBackup, _atKill;

    private string Backup => _folder.File("backup.db");

    // A ledger as a killed process leaves it: its last commits are in the log alone.
    public async ValueTask InitializeAsync()
    {
        var running = _folder.File("running/ledger.db");
        Directory.CreateDirectory(_folder.File("running"));
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = running }, new FakeTime());
        var (ada, bob) = (await ledger.RegisterWalletAsync("ada"), await ledger.RegisterWalletAsync("bob"));
        await ledger.CommitAsync([Commands.Deposit(ada, 1000), Commands.Transfer(ada, bob, 10, "before")]);
        SqliteBackup.Run(running, Backup);
        _atBackup = SqliteAudit.Run(Backup);
        for (var i = 0; i < 20; i++)
            await ledger.CommitAsync([Commands.Transfer(ada, bob, 1)]);
        _atKill = SqliteAudit.Run(running);
        Directory.CreateDirectory(_folder.File("killed"));
        foreach (var part in (string[])["", "-wal", "-shm"])
            File.Copy(running + part, _folder.File("killed/ledger.db") + part);
        Assert.NotEqual(0, new FileInfo(_folder.File("killed/ledger.db-wal")).Length);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    [Fact]
    public void A_backup_that_is_only_copied_over_a_killed_ledger_is_not_what_is_opened_and_a_restored_one_is()
    {
        var copied = Killed();
        File.Copy(Backup, copied, overwrite: true);
        Assert.NotEqual(Digest(_atBackup), Seen(copied));

        var restored = Killed();
        Restore(restored);
        Assert.Equal(Digest(_atBackup), Seen(restored));
    }

    [Fact]
    public async Task Ended_between_any_two_steps_it_is_the_old_ledger_the_new_or_a_refusal_and_a_second_run_ends_it()
    {
        var (steps, refusals) = (0, 0);
        for (var isDone = false; !isDone; steps++)
        {
            var path = Killed();
            var left = steps;
            try
            {
                SqliteRestore.Run(path, Backup, "INR", progress: null, () => { if (left-- == 0) throw new Ended(); });
                isDone = true;
                Assert.Equal(Digest(_atBackup), Seen(path));
            }
            catch (Ended)
            {
                var seen = Seen(path);
                Assert.Contains(seen, (string[])[Digest(_atKill), "interrupted"]);
                if (seen == "interrupted")
                {
                    refusals++;
                    Assert.Contains("interrupted", Assert.Throws<LedgerStartException>(() =>
                        SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, new FakeTime())).Message,
                        StringComparison.Ordinal);
                    Assert.Contains("interrupted", Assert.Throws<LedgerStartException>(() =>
                        SqliteBackup.Run(path, path + ".copy")).Message, StringComparison.Ordinal);
                }

                // A copy that was begun and left there is no obstacle.
                await File.WriteAllTextAsync(path + ".restore", "half", TestContext.Current.CancellationToken);
                await File.WriteAllTextAsync(path + ".restore-wal", "half", TestContext.Current.CancellationToken);
                Restore(path);
            }

            Assert.Equal(Digest(_atBackup), Seen(path));
            // The old one is whole, under one name, with what only its log held.
            Assert.Equal(Digest(_atKill), Seen(Assert.Single(Aside(path))));
            await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = path }, new FakeTime());
            Assert.Equal(990, (await ledger.FindWalletAsync(Commands.Wallet("ada")))!.BalanceMinor);
            Assert.NotNull(await ledger.FindKeyAsync(Commands.Wallet("ada"), Commands.Key("before")));
        }

        Assert.InRange(refusals, 3, steps - 3);
    }

    [Fact]
    public void What_was_kept_aside_can_be_restored_with_its_log_and_nothing_is_overwritten()
    {
        var path = Killed();
        Restore(path);
        var aside = Assert.Single(Aside(path));
        Assert.True(File.Exists(aside + "-wal"));
        SqliteRestore.Run(path, aside, "INR");
        Assert.Equal(Digest(_atKill), Seen(path));
        Assert.Equal(2, Aside(path).Length);
        Assert.Equal(Digest(_atKill), Seen(aside));
    }

    [Fact]
    public void Where_there_is_no_ledger_the_backup_is_put_and_nothing_is_kept()
    {
        var path = _folder.File("new.db");
        Assert.Null(Restore(path).KeptAside);
        Assert.Equal(Digest(_atBackup), Seen(path));
        Assert.Equal(Digest(_atBackup), Seen(Backup));
    }

    [Fact]
    public void A_ledger_that_can_not_be_read_is_kept_as_it_is()
    {
        var path = Killed();
        File.WriteAllBytes(path, [1, 2, 3]);
        Restore(path);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(Assert.Single(Aside(path))));
        Assert.Equal(Digest(_atBackup), Seen(path));
    }

    [Fact]
    public void A_backup_with_violations_changes_nothing_and_is_not_changed()
    {
        using (var damage = new DamageFile(Backup))
            damage.RunWithoutTriggers("UPDATE entries SET amount = amount + 1 WHERE number = 3");
        var (path, bytes) = (Killed(), File.ReadAllBytes(Backup));
        var result = SqliteRestore.Run(path, Backup, "INR");
        Assert.NotEmpty(result.Report.Violations);
        Assert.Null(result.KeptAside);
        Unchanged(path);
        Assert.Equal(bytes, File.ReadAllBytes(Backup));
    }

    [Theory]
    [InlineData("PRAGMA application_id = 5", "not a wallet ledger")]
    [InlineData("PRAGMA user_version = 99", "format 99")]
    [InlineData("UPDATE settings SET value = 'EUR' WHERE name = 'currency'", "EUR")]
    public void What_is_no_backup_of_this_wallet_is_refused(string damage, string said)
    {
        using (var file = new DamageFile(Backup))
            file.RunWithoutTriggers(damage);
        Refused(Backup, said);
    }

    [Fact]
    public async Task Rubbish_a_missing_file_and_ledgers_that_are_open_are_refused()
    {
        File.WriteAllText(_folder.File("rubbish"), new string('x', 5000));
        Refused(_folder.File("rubbish"), "rubbish");
        Refused(_folder.File("nothing"), "There is no backup");

        var served = Killed();
        await using var ledger =
            SqliteLedger.Open(new SqliteLedgerOptions { Path = served, Shared = true }, new FakeTime());
        Assert.Contains("opened", Assert.Throws<LedgerStartException>(() =>
            SqliteRestore.Run(served, Backup, "INR")).Message, StringComparison.Ordinal);
        Refused(served, "opened");
        Assert.Contains("itself", Assert.Throws<LedgerStartException>(() =>
            SqliteRestore.Run(served, served, "INR")).Message, StringComparison.Ordinal);
    }

    private void Refused(string backup, string said)
    {
        var path = Killed();
        Assert.Contains(said, Assert.Throws<LedgerStartException>(() => SqliteRestore.Run(path, backup, "INR")).Message,
            StringComparison.Ordinal);
        Unchanged(path);
    }

    private void Unchanged(string path)
    {
        Assert.Equal(Digest(_atKill), Seen(path));
        Assert.Empty(Aside(path));
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(path)!), static file =>
            file.Contains(".restor", StringComparison.Ordinal));
    }

    private RestoreResult Restore(string path)
    {
        var result = SqliteRestore.Run(path, Backup, "INR");
        Assert.Empty(result.Report.Violations);
        return result;
    }

    // What somebody sees who opens it: all of its chains, or why not.
    private static string Seen(string path)
    {
        try
        {
            var report = SqliteAudit.Run(path);
            return report.IsClean ? Digest(report) : "violations";
        }
        catch (LedgerStartException e)
        {
            return e.Message.Contains("interrupted", StringComparison.Ordinal) ? "interrupted" : e.Message;
        }
    }

    private static string Digest(AuditReport? report) => report!.Heads.Digest.ToString();

    private static string[] Aside(string path) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".before-restore-*")
            .Where(static file => !file.EndsWith("-wal", StringComparison.Ordinal)
            && !file.EndsWith("-shm", StringComparison.Ordinal))];

    private string Killed()
    {
        var folder = _folder.File(Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        foreach (var part in (string[])["", "-wal", "-shm"])
            File.Copy(_folder.File("killed/ledger.db") + part, Path.Combine(folder, "ledger.db") + part);
        return Path.Combine(folder, "ledger.db");
    }

    private sealed class Ended : Exception;
}
