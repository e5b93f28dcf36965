using System.Diagnostics;
using SQLitePCL;
using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>The write-ahead log is copied into the file by one connection at a time, whoever has opened the ledger, and
/// it stays bounded.</summary>
public sealed class LogCopyTests : IDisposable
{
    private const int PageBytes = 4096, Portion = 64, Restart = 512, MaxBatches = 1000;

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("ledger.db");

    private string Log => Path + "-wal";

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

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
        using (
            var owner =
            Process.Start(
            new ProcessStartInfo("flock", ["--no-fork", Path + ".copying", "sh", "-c", "echo locked; exec sleep 600"])
            { RedirectStandardOutput = true })!)
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
            Watch = begins =>
            Interlocked.Add(ref copies, begins ? 1 : 0)
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

    [Fact]
    public async Task Closed_last_it_is_one_file_but_nothing_is_copied_behind_the_back_of_whoever_does()
    {
        byte[] file;
        using (LogCopyLock.TryTake(Path))
        {
            await using (var ledger = Open(new LogCopyRules()))
                await CommitAsync(ledger, await RegisterAsync(ledger, 4));
            file = await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, new FileInfo(Log).Length);
        }

        await using (Open(new LogCopyRules()))
            Assert.Equal(file, await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken));
        Assert.Equal(["ledger.db", "ledger.db.copying", "ledger.db.lock"], Directory.GetFiles(_folder.Path)
            .Select(System.IO.Path.GetFileName).Order());
        Assert.NotEqual(file, await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken));
        Assert.Empty(SqliteAudit.Run(Path).Violations);
    }

    [Fact]
    public async Task Audit_and_backup_of_a_ledger_that_nobody_has_open_leave_its_log_alone()
    {
        using (LogCopyLock.TryTake(Path))
        {
            await using var ledger = Open(new LogCopyRules());
            await CommitAsync(ledger, await RegisterAsync(ledger, 4));
        }

        var (file, log) = (await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(Log, TestContext.Current.CancellationToken));
        Assert.Empty(SqliteAudit.Run(Path).Violations);
        SqliteBackup.Run(Path, _folder.File("copy.db"));
        Assert.Equal(file, await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken));
        Assert.Equal(log, await File.ReadAllBytesAsync(Log, TestContext.Current.CancellationToken));
        Assert.Empty(SqliteAudit.Run(_folder.File("copy.db")).Violations);
    }

    [Fact]
    public async Task After_a_failure_of_the_disk_nothing_is_decided_while_another_copies()
    {
        await Open(new LogCopyRules()).DisposeAsync();
        var reopened = 0;
        await using var writer =
            new Writer(Path, new Database(Path, OpenMode.Write), new LogCopyRules(), () => reopened++);
        Assert.Equal(
            LedgerFailure.Unavailable, (await Assert.ThrowsAsync<LedgerException>(() =>
            writer.RunAsync<int>(static _ => throw new SqliteFailure(raw.SQLITE_IOERR, "made up")))).Failure);

        using (LogCopyLock.TryTake(Path))
        {
            for (var i = 0; i < 2; i++)
            {
                var refused =
                    await Assert.ThrowsAsync<LedgerException>(() => writer.RunAsync(static _ => 1).InTimeAsync());
                Assert.Equal((LedgerFailure.Unavailable, 0), (refused.Failure, reopened));
            }
        }

        Assert.Equal(1, await writer.RunAsync(static _ => 1).InTimeAsync());
        Assert.Equal(1, reopened);
    }

    [Fact]
    public async Task What_waits_for_its_turn_on_the_writers_thread_keeps_nobody_from_copying()
    {
        await using (var ledger = Open(new LogCopyRules()))
            await RegisterAsync(ledger, 1);
        using var db = new Database(Path, OpenMode.Write);
        var asked = new TaskCompletionSource<Action<Database?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var copier =
            new LogCopier(Path, new LogCopyRules { CopyAfterPages = 1, RestartAfterPages = 1 }, asked.SetResult);
        Write(db);
        copier.CopyIfDue(db);
        var lastPass = await asked.Task.InTimeAsync();
        Write(db);
        var (pages, copied) = db.LogLength();
        Assert.True(copied < pages, $"{copied} of {pages}");

        using (var owner = LogCopyLock.TryTake(Path))
        {
            Assert.NotNull(owner);
            lastPass(db);
            Assert.Equal((pages, copied), db.LogLength());
        }

        // Nor is anybody waited for who is writing.
        using (var other = new Database(Path, OpenMode.Write))
        {
            other.Execute("BEGIN IMMEDIATE");
            lastPass(db);
            Assert.Equal((pages, copied), db.LogLength());
        }

        lastPass(db);
        db.RollBack();
        Assert.Equal((pages, pages), db.LogLength());
        Write(db);
        Assert.Equal(0, db.LogLength().Copied); // It began anew.
        copier.End();

        static void Write(Database db) =>
            db.Execute("BEGIN; REPLACE INTO settings (name, value) VALUES ('probe', '1'); COMMIT");
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

    private SqliteLedger Open(LogCopyRules rules) =>
        SqliteLedger.Open(
            new SqliteLedgerOptions { Path = Path, Shared = true, LogCopying = rules }, TimeProvider.System);

    private static async Task<WalletId[]> RegisterAsync(SqliteLedger ledger, int count, int from = 0)
    {
        var wallets = new WalletId[count];
        for (var i = 0; i < count; i++)
            wallets[i] = await ledger.RegisterWalletAsync($"w{from + i}");
        return wallets;
    }

    // Some 20 pages.
    private static async Task CommitAsync(SqliteLedger ledger, WalletId[] wallets) =>
        await ledger.CommitAsync(
            [.. Enumerable.Range(0, 64).Select(i => Commands.Deposit(wallets[i % wallets.Length], 1))]);

    private async Task UntilCopiedAsync(SqliteLedger ledger, WalletId[] wallets)
    {
        for (var i = 0; Measure().Copied == 0; i++)
        {
            Assert.True(i < MaxBatches, $"Nothing is copied: {Measure()}");
            await CommitAsync(ledger, wallets);
        }
    }

    private (long Pages, long Copied) Measure()
    {
        using var db = new Database(Path, OpenMode.Read);
        db.Scalar("SELECT count(*) FROM settings");
        return db.LogLength();
    }
}
