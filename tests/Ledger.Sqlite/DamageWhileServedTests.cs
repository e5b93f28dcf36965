using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>An audit of a ledger that is being written: nothing is found where nothing is wrong, and what is wrong is
/// found.</summary>
public sealed class DamageWhileServedTests
{
    private const int Batches = 200;

    [Fact]
    public async Task Audits_of_a_ledger_that_is_being_written_stay_clean_and_each_extends_the_one_before()
    {
        var random = TestSeed.Random(out var seed);
        using var folder = new TempFolder();
        var path = folder.File("ledger.db");
        var time = new FakeTime();
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = path, RecentKeys = 50 }, time);
        var wallets = new List<WalletId> { await ledger.RegisterWalletAsync("w0") };
        // Each audit lets so many batches be written: a writer that only the machine holds back grows the ledger
        // by as much as an audit takes, the next audit takes longer for it, and so on without end.
        using var mayWrite = new SemaphoreSlim(20);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 1; i <= Batches; i++)
                {
                    await mayWrite.WaitAsync(TestContext.Current.CancellationToken);
                    // The clock jumps both ways, so IDs of transfers do not come in their order either.
                    time.SetClock(FakeTime.Start.AddSeconds(random.Next(100_000)));
                    if (i % 10 == 0)
                        wallets.Add(await ledger.RegisterWalletAsync("w" + i));
                    await ledger.CommitAsync(
                        [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => Next(wallets, random, time))]);
                }
            },
            TestContext.Current.CancellationToken);

        AuditHeads? heads = null;
        while (!writing.IsCompleted)
        {
            var report = SqliteAudit.Run(path, since: heads);
            Assert.Empty(report.Violations);
            Assert.True(heads is null || report.Heads.KeyRecords!.Value.Count >= heads.KeyRecords!.Value.Count);
            heads = report.Heads;
            mayWrite.Release(20);
        }

        await writing;
        var last = SqliteAudit.Run(path, since: heads);
        Assert.Empty(last.Violations);
        Assert.True(last.Transfers > 10 * Batches, $"{last.Transfers} transfers, seed {seed}");
    }

    [Fact]
    public async Task Damage_under_a_running_ledger_is_found()
    {
        using var copy = await DamageLedger.CopyAsync();
        await using var ledger = SqliteLedger.Open(new SqliteLedgerOptions { Path = copy.Path }, new FakeTime());
        copy.Damage("UPDATE balances SET balance = balance + 7 WHERE wallet = 3");
        await ledger.CommitAsync([Commands.Transfer(Commands.Wallet("alice"), Commands.Wallet("bob"), 3)]);
        var violations = copy.Audit().Violations;
        Assert.Contains(violations, static violation => violation.Invariant == 1);
        Assert.Contains(violations, static violation =>
            violation is { Invariant: 4, Where: "entry 5 of alice@wallet" });
    }

    private static LedgerCommand Next(List<WalletId> wallets, Random random, TimeProvider time)
    {
        var (from, to) = (wallets[random.Next(wallets.Count)], wallets[random.Next(wallets.Count)]);
        var amount = Amount.From(1 + random.Next(50));
        var key = Commands.Key();
        return from == to || random.Next(3) == 0
            ? LedgerCommand.Deposit(to, amount, key, TransferId.New(time))
            : LedgerCommand.Transfer(from, to, amount, null, key, TransferId.New(time));
    }
}
