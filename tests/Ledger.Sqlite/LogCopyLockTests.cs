using SQLitePCL;
using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>While somebody holds the right to copy the log, nobody else copies it, not even in passing.</summary>
public sealed class LogCopyLockTests : LogTests
{
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
        Assert.Equal(["ledger.db", "ledger.db.copying", "ledger.db.lock"], Directory.GetFiles(Folder.Path)
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
        SqliteBackup.Run(Path, Folder.File("copy.db"));
        Assert.Equal(file, await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken));
        Assert.Equal(log, await File.ReadAllBytesAsync(Log, TestContext.Current.CancellationToken));
        Assert.Empty(SqliteAudit.Run(Folder.File("copy.db")).Violations);
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
}
