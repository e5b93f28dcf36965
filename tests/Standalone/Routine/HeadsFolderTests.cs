using Wallet.Core;
using Wallet.Grains;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Routine;

/// <summary>The folder of saved heads.</summary>
public sealed class HeadsFolderTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TempFolder _folder = new();
    private readonly FakeTime _time = new();

    private string Heads => _folder.File("heads");

    private Timestamp Now => Timestamp.Now(_time);

    [Fact]
    public void The_last_ones_are_read_and_the_newest_are_kept()
    {
        var folder = new HeadsFolder(Heads, kept: 2);
        Assert.Null(folder.LoadLast(Now));
        for (var i = 1; i <= 4; i++)
        {
            _time.Advance(Day);
            Assert.Equal($"heads-2026030{i + 1}T120000Z.txt", folder.Save(HeadsOf(i), Now));
            var (file, heads) = folder.LoadLast(Now)!.Value;
            Assert.Equal(($"heads-2026030{i + 1}T120000Z.txt", HeadsOf(i).Digest), (file, heads.Digest));
        }

        Assert.Equal(["heads-20260304T120000Z.txt", "heads-20260305T120000Z.txt"],
            Directory.GetFiles(Heads).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(Heads))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Heads_that_were_changed_are_not_believed_and_what_was_left_half_is_not_looked_at()
    {
        var folder = new HeadsFolder(Heads, kept: 2);
        var path = Path.Combine(Heads, folder.Save(HeadsOf(1), Now));
        File.WriteAllText(path.Replace("0301", "0302", StringComparison.Ordinal) + ".partial", "half");
        Assert.Equal(HeadsOf(1).Digest, folder.LoadLast(Now)!.Value.Heads.Digest);
        File.WriteAllText(path, File.ReadAllText(path).Replace("a@wallet 1", "a@wallet 2", StringComparison.Ordinal));
        Assert.Contains(path, Assert.Throws<FormatException>(() => folder.LoadLast(Now)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_that_a_wrong_clock_has_dated_in_the_future_give_way_to_new_ones()
    {
        var folder = new HeadsFolder(Heads, kept: 1);
        _time.SetClock(FakeTime.Start.AddYears(9));
        folder.Save(HeadsOf(1), Now);
        _time.SetClock(FakeTime.Start);
        Assert.Equal(HeadsOf(1).Digest, folder.LoadLast(Now)!.Value.Heads.Digest);
        folder.Save(HeadsOf(2), Now);
        Assert.Equal(HeadsOf(2).Digest, folder.LoadLast(Now)!.Value.Heads.Digest);
    }

    public void Dispose() => _folder.Dispose();

    private static AuditHeads HeadsOf(int sequence) => new([("a@wallet", sequence, new byte[32])]);
}
