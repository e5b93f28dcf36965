using System.Diagnostics;
using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>The write-ahead log is copied into the file by one connection at a time, whoever has opened the ledger, and
/// it stays bounded.</summary>
public sealed class LogCopyTests : LogTests
{
    private const int PageBytes = 4096, Portion = 64, Restart = 512, MaxBatches = 1000;

    [Fact]
    public async Task Of_several_that_share_a_ledger_never_two_copy_at_once()
    {
        const int Batches = 60, BatchesWhileOneCopies = 12;
        int copying = 0, most = 0, times = 0;
        using var committed = new SemaphoreSlim(0);
        using var ended = new CancellationTokenSource();

        // Whoever copies goes on only when so many batches have been committed that everybody had reason to copy. Not
        // the writers' own threads, which commit them.
        void Watch(bool begins)
        {
            if (!begins)
            {
                Interlocked.Decrement(ref copying);
                return;
            }

            InterlockedMax(ref most, Interlocked.Increment(ref copying));
            Interlocked.Increment(ref times);
            for (var i = 0; i < BatchesWhileOneCopies && Thread.CurrentThread.IsThreadPoolThread; i++)
                WaitUnlessEnded(committed, ended.Token);
        }

        var rules = new LogCopyRules { CopyAfterPages = Portion, RestartAfterPages = Restart, Watch = Watch };
        await using (SqliteLedger first = Open(rules), second = Open(rules))
        {
            var wallets = await RegisterAsync(first, 4);
            // In rounds: while one wrote batch after batch before the other came to its turn, only one had reason to
            // copy.
            for (var i = 0; i < Batches; i++)
            {
                await Task.WhenAll(CommitAsync(first, wallets), CommitAsync(second, wallets));
                committed.Release(2);
            }

            await ended.CancelAsync();
        }

        Assert.Equal((1, 0), (most, copying));
        Assert.True(times >= 3, $"It was copied {times} times.");
        Assert.Empty(SqliteAudit.Run(Path).Violations);
    }

    [Fact]
    public async Task Shared_by_two_that_write_all_the_time_the_log_begins_anew_again_and_again()
    {
        const int Batches = 250;
        var rules = new LogCopyRules { CopyAfterPages = Portion, RestartAfterPages = Restart };
        long written;
        await using (SqliteLedger first = Open(rules), second = Open(rules))
        {
            var wallets = await RegisterAsync(first, 4);
            await Task.WhenAll(new[] { first, second }.Select(ledger => Task.Run(async () =>
            {
                for (var i = 0; i < Batches; i++)
                    await CommitAsync(ledger, wallets);
            })));
            written = new FileInfo(Path).Length;
            Assert.InRange(new FileInfo(Log).Length, Restart * PageBytes, 4 * Restart * PageBytes);
        }

        // The ledger is larger than its log was ever: it could not have been kept in there.
        Assert.True(written > 4 * Restart * PageBytes, $"{written} bytes");
        Assert.Empty(SqliteAudit.Run(Path).Violations);
    }

    [Fact]
    public async Task What_others_have_written_counts_too()
    {
        const int Ledgers = 8, Batches = 3;
        var copied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rules = new LogCopyRules { CopyAfterPages = Portion, Watch = _ => copied.TrySetResult() };
        var ledgers = Enumerable.Range(0, Ledgers).Select(_ => Open(rules)).ToArray();
        var wallets = await RegisterAsync(ledgers[0], 4);
        // None of them writes as much as a portion, all together write many.
        foreach (var (i, ledger) in ledgers.Index())
        {
            var before = Measure().Pages;
            for (var batch = 0; batch < Batches; batch++)
                await CommitAsync(ledger, wallets);
            // Where the log began anew, it was copied.
            Assert.True(copied.Task.IsCompleted || Measure().Pages - before is > 2 * Portion / Ledgers and < Portion,
                $"{i}: {before}, {Measure()}");
        }

        await copied.Task.InTimeAsync();
        foreach (var ledger in ledgers)
            await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_killed_while_it_copies_leaves_it_to_the_next()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The other process is flock(1).");
        var rules = new LogCopyRules { CopyAfterPages = Portion };
        await using var ledger = Open(rules);
        var wallets = await RegisterAsync(ledger, 4);
        string[] lockForever = ["--no-fork", Path + ".copying", "sh", "-c", "echo locked; exec sleep 600"];
        using (var owner = Process.Start(
            new ProcessStartInfo("flock", lockForever) { RedirectStandardOutput = true })!)
        {
            try
            {
                Assert.Equal("locked", await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                    .InTimeAsync());
                while (Measure().Pages < 5 * Portion)
                    await CommitAsync(ledger, wallets);
                Assert.Equal(0, Measure().Copied);
            }
            finally
            {
                owner.Kill();
                await owner.WaitForExitAsync(CancellationToken.None);
            }
        }

        await UntilCopiedAsync(ledger, wallets);
    }

    [Fact]
    public async Task Whoever_closes_its_ledger_leaves_it_to_the_next()
    {
        var copies = 0;
        await using var second = Open(new LogCopyRules
        {
            CopyAfterPages = Portion,
            Watch = begins => Interlocked.Add(ref copies, begins ? 1 : 0),
        });
        await using (var first = Open(new LogCopyRules { CopyAfterPages = Portion }))
            await UntilCopiedAsync(first, await RegisterAsync(first, 4));
        Assert.True(File.Exists(Log), "It is still open.");
        Assert.Equal(0, copies);
        var wallets = await RegisterAsync(second, 4, from: 10);
        for (var i = 0; Volatile.Read(ref copies) == 0; i++)
        {
            Assert.True(i < MaxBatches, $"Nothing is copied: {Measure()}");
            await CommitAsync(second, wallets);
        }
    }

    private static void WaitUnlessEnded(SemaphoreSlim committed, CancellationToken ended)
    {
        try
        {
            committed.Wait(ended);
        }
        catch (OperationCanceledException)
        {
            // There is no batch left to wait for.
        }
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); seen < now;)
            seen = Interlocked.CompareExchange(ref most, now, seen) is var found && found == seen ? now : found;
    }

    private async Task UntilCopiedAsync(SqliteLedger ledger, WalletId[] wallets)
    {
        for (var i = 0; Measure().Copied == 0; i++)
        {
            Assert.True(i < MaxBatches, $"Nothing is copied: {Measure()}");
            await CommitAsync(ledger, wallets);
        }
    }
}
