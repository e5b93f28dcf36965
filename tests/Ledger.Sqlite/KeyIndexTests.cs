using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A key is found wherever its record is on its way into the index: in memory, sealed, half merged,
/// merged.</summary>
public sealed class KeyIndexTests
{
    private const int RecentKeys = MergingLedger.RecentKeys;

    [Fact]
    public async Task A_key_is_found_at_every_stage_also_after_a_restart()
    {
        var random = TestSeed.Random(out var seed);
        using var folder = new TempFolder();
        var ledger = MergingLedger.Open(folder);
        var (alice, bob) = (await ledger.RegisterWalletAsync("alice"), await ledger.RegisterWalletAsync("bob"));
        var done = new List<(LedgerCommand Command, OutcomeCode Code)>();
        for (var step = 0; step < 150; step++)
        {
            // Deposits succeed, some transfers are refused: both have a key.
            LedgerCommand[] fresh = [.. Enumerable.Range(0, 1 + random.Next(12))
                .Select(i => i % 2 == 0 ? Commands.Deposit(bob, 1) : Commands.Transfer(alice, bob, 1))];
            LedgerCommand[] repeated = [.. Enumerable.Range(0, Math.Min(done.Count, 5))
                .Select(_ => done[random.Next(done.Count)].Command.Again())];
            var decisions = await ledger.CommitAsync([.. fresh, .. repeated]);
            Assert.All(decisions.Take(fresh.Length), decision =>
                Assert.False(decision.Replayed, $"step {step}, seed {seed}"));
            Assert.All(decisions.Skip(fresh.Length), decision =>
                Assert.True(decision.Replayed, $"step {step}, seed {seed}"));
            done.AddRange(fresh.Zip(decisions, static (command, decision) => (command, decision.Code)));
            var (known, code) = done[random.Next(done.Count)];
            Assert.Equal(code, (await ledger.FindKeyAsync(known.Caller, known.Key))?.Code);
            Assert.Null(await ledger.FindKeyAsync(known.Caller, Commands.Key()));
            if (random.Next(10) == 0)
            {
                Assert.Empty(SqliteAudit.Run(folder.File("ledger.db")).Violations);
                await ledger.DisposeAsync();
                ledger = MergingLedger.Open(folder);
            }
        }

        foreach (var (command, code) in done)
            Assert.Equal(code, (await ledger.FindKeyAsync(command.Caller, command.Key))?.Code);
        await ledger.DisposeAsync();
        var report = SqliteAudit.Run(folder.File("ledger.db"));
        Assert.Empty(report.Violations);
        Assert.Equal(done.Count, report.KeyRecords);
        // Most must have been merged, or little was tried.
        using var file = new DamageFile(folder.File("ledger.db"));
        Assert.InRange(
            (long)file.Rows("SELECT indexed FROM key_index_state")[0][0]!, done.Count - 5 * RecentKeys, done.Count);
    }

    [Fact]
    public async Task Readers_find_every_acknowledged_key_while_keys_are_merged()
    {
        using var folder = new TempFolder();
        await using var ledger = MergingLedger.Open(folder, recentKeys: 2);
        var bob = await ledger.RegisterWalletAsync("bob");
        var done = new LedgerCommand[1500];
        var count = 0;
        var readers = Enumerable.Range(0, 3).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var missed = 0; Volatile.Read(ref count) < done.Length;)
            {
                if (Volatile.Read(ref count) is var known and not 0)
                {
                    var command = done[known - 1 - random.Next(Math.Min(known, 12))];
                    if (await ledger.FindKeyAsync(command.Caller, command.Key) is null)
                        missed++;
                }

                Assert.Equal(0, missed);
            }
        })).ToArray();
        while (count < done.Length)
        {
            var command = Commands.Deposit(bob, 1);
            await ledger.CommitAsync([command]);
            done[count] = command;
            Volatile.Write(ref count, count + 1);
        }

        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_reader_that_is_behind_begins_anew()
    {
        using var folder = new TempFolder();
        await using var ledger = MergingLedger.Open(folder, recentKeys: 1);
        var bob = await ledger.RegisterWalletAsync("bob");
        LedgerCommand[] commands = [.. Enumerable.Range(0, 12).Select(_ => Commands.Deposit(bob, 1))];
        await ledger.CommitAsync(commands[..4]);
        var keys = new KeyIndex(1);
        using Database behind = new(folder.File("ledger.db"), OpenMode.Read),
            ahead = new(folder.File("ledger.db"), OpenMode.Read);
        behind.Execute("BEGIN; SELECT * FROM key_records");
        foreach (var command in commands[4..])
            await ledger.CommitAsync([command]);
        ahead.Execute("BEGIN");
        Assert.True(keys.CatchUp(ahead));

        // It is no longer in memory, and in that transaction not in the table either.
        var first = KeyDigest.Of(3, commands[0].Key);
        Assert.False(keys.TryFind(behind, first, out _));
        behind.Execute("COMMIT; BEGIN");
        Assert.True(keys.TryFind(behind, first, out var number));
        Assert.Equal(1, number);
        for (var i = 0; i < commands.Length; i++)
        {
            Assert.True(keys.TryFind(ahead, KeyDigest.Of(3, commands[i].Key), out number));
            Assert.Equal(i + 1, number);
        }

        keys.Forget();
        Assert.True(keys.TryFind(ahead, first, out number));
        Assert.Equal(1, number);
    }

    [Fact]
    public async Task Processes_that_share_a_ledger_know_each_others_keys()
    {
        var random = TestSeed.Random(out var seed);
        using var folder = new TempFolder();
        // As often as one of them writes, the others have much to catch up with, or nothing.
        SqliteLedger[] ledgers =
            [.. ((int[])[5, 9, 30]).Select(keys => MergingLedger.Open(folder, keys, shared: true))];
        var bob = await ledgers[0].RegisterWalletAsync("bob");
        var done = new List<LedgerCommand>();
        for (var step = 0; step < 200; step++)
        {
            var writer = ledgers[random.Next(10) switch { < 6 => 0, < 9 => 1, _ => 2 }];
            LedgerCommand[] fresh = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => Commands.Deposit(bob, 1))];
            var repeated = done.Count == 0 ? fresh[0] : done[^(1 + random.Next(Math.Min(done.Count, 60)))];
            var decisions = await writer.CommitAsync([.. fresh, repeated.Again()]);
            Assert.True(decisions[^1].Replayed && !decisions[0].Replayed, $"step {step}, seed {seed}");
            done.AddRange(fresh);
            foreach (var ledger in ledgers)
                Assert.NotNull(await ledger.FindKeyAsync(bob, done[^(1 + random.Next(Math.Min(done.Count, 60)))].Key));
        }

        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
        Assert.Empty(SqliteAudit.Run(folder.File("ledger.db")).Violations);
    }

    [Fact]
    public async Task A_backup_of_a_merge_under_way_is_whole()
    {
        using var folder = new TempFolder();
        var done = new List<LedgerCommand>();
        await using (var ledger = MergingLedger.Open(folder))
        {
            var bob = await ledger.RegisterWalletAsync("bob");
            for (var i = 0; i < 95; i++)
            {
                done.Add(Commands.Deposit(bob, 1));
                await ledger.CommitAsync([done[^1]]);
            }
        }

        using (var file = new DamageFile(folder.File("ledger.db")))
            Assert.NotNull(file.Rows("SELECT cursor FROM key_index_state")[0][0]);
        SqliteBackup.Run(folder.File("ledger.db"), folder.File("copy.db"));
        Assert.Empty(SqliteAudit.Run(folder.File("copy.db")).Violations);
        await using (var copy = MergingLedger.Open(folder, file: "copy.db"))
        {
            for (var i = 0; i < 95; i++)
                Assert.True(
                    (await copy.CommitAsync([done[i].Again(), Commands.Deposit(done[i].Caller, 1)]))[0].Replayed);
        }

        Assert.Empty(SqliteAudit.Run(folder.File("copy.db")).Violations);
    }

    [Fact]
    public async Task A_ledger_of_format_2_is_brought_up_to_date()
    {
        using var folder = new TempFolder();
        var path = folder.File("ledger.db");
        var done = new List<LedgerCommand>();
        await using (var ledger = MergingLedger.Open(folder))
        {
            var bob = await ledger.RegisterWalletAsync("bob");
            done.AddRange(Enumerable.Range(0, 70).Select(_ => Commands.Deposit(bob, 1)));
            await ledger.CommitAsync(done);
        }

        using (var file = new DamageFile(path))
        {
            file.Run("""
                DROP TABLE holds; DROP TABLE hold_ends;
                DELETE FROM balances WHERE wallet = 2; DELETE FROM wallets WHERE number = 2;
                DROP TABLE payment_requests; DROP TABLE request_blocks;
                DROP TABLE operator_acts; DROP TABLE operator_keys; DROP TABLE audits;
                ALTER TABLE balances DROP COLUMN frozen_until; ALTER TABLE users DROP COLUMN name;
                ALTER TABLE balances DROP COLUMN spent_day; ALTER TABLE balances DROP COLUMN spent;
                ALTER TABLE balances DROP COLUMN spent_since; ALTER TABLE balances DROP COLUMN limits;
                ALTER TABLE key_records DROP COLUMN resets_at;
                DROP TABLE key_index; DROP TABLE key_index_state;
                CREATE UNIQUE INDEX key_records_by_digest ON key_records (key_digest);
                DROP INDEX key_records_by_link;
                ALTER TABLE key_records DROP COLUMN operation;
                ALTER TABLE key_records DROP COLUMN link;
                ALTER TABLE key_records DROP COLUMN remaining;
                ALTER TABLE wallets DROP COLUMN currency;
                PRAGMA user_version = 2;
                """);
        }

        Assert.Contains("brings it up to date",
            Assert.Throws<LedgerStartException>(() => SqliteAudit.Run(path)).Message, StringComparison.Ordinal);
        await using (var ledger = MergingLedger.Open(folder))
        {
            Assert.All(await ledger.CommitAsync([.. done.Select(Commands.Again)]), static decision =>
                Assert.True(decision.Replayed));
            Assert.False((await ledger.CommitAsync([Commands.Deposit(done[0].Caller, 1)]))[0].Replayed);
        }

        var report = SqliteAudit.Run(path);
        Assert.Empty(report.Violations);
        Assert.Equal(71, report.KeyRecords);
    }
}
