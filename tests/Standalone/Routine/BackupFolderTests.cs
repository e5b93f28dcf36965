using Wallet.Core;
using Wallet.Grains;
using Wallet.Ledger.Sqlite;
using Wallet.Standalone.Tests.Processes;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Routine;

/// <summary>The folder of backups: which are there, which go, and what is left when one can't be made.</summary>
public sealed class BackupFolderTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_newest_are_kept_and_only_their_owner_can_read_them()
    {
        await using var ledger = await RoutineLedger.OpenAsync();
        var folder = new BackupFolder(ledger.Folder, kept: 2);
        Assert.Empty(folder.List());
        for (var i = 0; i < 4; i++)
        {
            ledger.Time.Advance(Day);
            Assert.True(folder.Make(ledger.Operator, ledger.Now).IsClean);
        }

        Assert.Equal(["ledger-20260304T120000Z.db", "ledger-20260305T120000Z.db"], ledger.Files);
        var newest = folder.List()[0];
        Assert.Equal(("ledger-20260305T120000Z.db", ledger.Now, true), (newest.File, newest.StartedAt, newest.IsClean));
        Assert.Equal(new FileInfo(Path.Combine(ledger.Folder, newest.File)).Length, newest.Bytes);
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(ledger.Folder));
        foreach (var file in Directory.GetFiles(ledger.Folder, "*.db"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task What_somebody_else_has_put_there_stays_and_what_a_killed_host_has_left_goes()
    {
        await using var ledger = await RoutineLedger.OpenAsync();
        Directory.CreateDirectory(ledger.Folder);
        string[] others = ["ledger-before-the-move.db", "ledger-20260101T120000Z.db.gz", "ledger.db", "notes.txt"];
        foreach (var other in others)
            await File.WriteAllTextAsync(Path.Combine(ledger.Folder, other), other,
                TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(ledger.Folder, "ledger-20260228T120000Z.db.partial"), "half",
            TestContext.Current.CancellationToken);
        var folder = new BackupFolder(ledger.Folder, kept: 1);
        folder.Make(ledger.Operator, ledger.Now);
        ledger.Time.Advance(Day);
        folder.Make(ledger.Operator, ledger.Now);
        Assert.Equal(others.Append("ledger-20260302T120000Z.db").Order(StringComparer.Ordinal), ledger.Files);
    }

    [Fact]
    public async Task One_with_violations_is_kept_aside_and_takes_no_clean_ones_place()
    {
        await using var ledger = await RoutineLedger.OpenAsync();
        var folder = new BackupFolder(ledger.Folder, kept: 1);
        folder.Make(ledger.Operator, ledger.Now);
        ledger.Damage("UPDATE balances SET balance = balance + 1 WHERE wallet = 2");
        for (var i = 0; i < 2; i++)
        {
            ledger.Time.Advance(Day);
            Assert.False(folder.Make(ledger.Operator, ledger.Now).IsClean);
        }

        Assert.Equal(["ledger-20260301T120000Z.db", "ledger-20260303T120000Z.violations.db"], ledger.Files);
        Assert.Equal([false, true], folder.List().Select(static copy => copy.IsClean));
    }

    [Fact]
    public async Task One_that_a_wrong_clock_has_dated_in_the_future_does_not_take_the_place_of_the_new_ones()
    {
        await using var ledger = await RoutineLedger.OpenAsync();
        var folder = new BackupFolder(ledger.Folder, kept: 1);
        ledger.Time.SetClock(FakeTime.Start.AddYears(9));
        folder.Make(ledger.Operator, ledger.Now);
        ledger.Time.SetClock(FakeTime.Start);
        folder.Make(ledger.Operator, ledger.Now);
        ledger.Time.Advance(Day);
        folder.Make(ledger.Operator, ledger.Now);
        Assert.Equal(["ledger-20260302T120000Z.db", "ledger-20350301T120000Z.db"], ledger.Files);
    }

    [Fact]
    public async Task While_another_process_makes_one_there_nothing_is_made_and_nothing_is_taken_away()
    {
        await using var ledger = await RoutineLedger.OpenAsync();
        Directory.CreateDirectory(ledger.Folder);
        var theirs = Path.Combine(ledger.Folder, "ledger-20260228T120000Z.db.partial");
        await File.WriteAllTextAsync(theirs, "half", TestContext.Current.CancellationToken);
        using (new FileStream(Path.Combine(ledger.Folder, ".lock"), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None))
            Assert.Throws<IOException>(() =>
                new BackupFolder(ledger.Folder, kept: 1).Make(ledger.Operator, ledger.Now));
        Assert.True(File.Exists(theirs));
    }

    [Fact]
    public async Task On_a_full_disk_the_old_ones_stay_and_with_room_it_goes_on()
    {
        using var disk = SmallDisk.Mount();
        await using var ledger = await RoutineLedger.OpenAsync();
        var folder = new BackupFolder(disk.Path, kept: 1);
        folder.Make(ledger.Operator, ledger.Now);
        var old = folder.List().Single().File;
        ledger.Time.Advance(Day);
        disk.Fill();
        Assert.True(Assert.Throws<LedgerStartException>(() => folder.Make(ledger.Operator, ledger.Now)).IsDiskFull);
        Assert.Equal(old, Assert.Single(folder.List()).File);
        Assert.Empty(Directory.GetFiles(disk.Path, "*.partial"));
        disk.Free();
        folder.Make(ledger.Operator, ledger.Now);
        Assert.Equal("ledger-20260302T120000Z.db", Assert.Single(folder.List()).File);
    }

    [Fact]
    public async Task A_disk_that_fills_up_in_the_middle_leaves_nothing_half()
    {
        using var disk = SmallDisk.Mount();
        await using var ledger = await RoutineLedger.OpenAsync();
        // It passes for one that finds room, and then there is none.
        var blind = new SmallFile(ledger.Operator);
        disk.Fill();
        Assert.True(Assert.Throws<LedgerStartException>(() =>
            new BackupFolder(disk.Path, kept: 1).Make(blind, ledger.Now)).IsDiskFull);
        Assert.Empty(Directory.GetFiles(disk.Path, "ledger-*"));
    }

    [Fact]
    public async Task A_copy_that_can_not_be_read_is_no_backup()
    {
        await using var ledger = await RoutineLedger.OpenAsync();
        var folder = new BackupFolder(ledger.Folder, kept: 1);
        folder.Make(ledger.Operator, ledger.Now);
        ledger.Time.Advance(Day);
        Assert.Throws<LedgerStartException>(() =>
            folder.Make(new SmallFile(ledger.Operator) { Breaks = true }, ledger.Now));
        Assert.Equal(["ledger-20260301T120000Z.db"], ledger.Files);
    }

    /// <summary>A ledger that says it is small, and whose copies break if they are told to.</summary>
    private sealed class SmallFile(SqliteOperator ledger) : ILedgerFile
    {
        public bool Breaks { get; init; }

        public string? Keys => null;

        public long Bytes => 0;

        public void Backup(string file)
        {
            ledger.Backup(file);
            if (Breaks)
                File.WriteAllText(file, "no database");
        }

        public AuditReport AuditCopy(string file) => ledger.AuditCopy(file);

        public RestoreResult Restore(string file, IProgress<AuditProgress>? progress = null) =>
            throw new NotSupportedException();
    }
}
