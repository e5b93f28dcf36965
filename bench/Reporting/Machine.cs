using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Wallet.Bench;

/// <summary>Where and on what a run was made: a figure without it means nothing.</summary>
/// <param name="Cores">Logical cores.</param>
/// <param name="Cpu">Model of the processor.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Kernel">Operating system and kernel.</param>
/// <param name="Disk">The disk under the ledgers.</param>
/// <param name="SyncMs">Writing 4 KiB over existing bytes of a file there and having them on the disk, in milliseconds:
/// the floor under every commit.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Commit">The commit, with a plus sign if files differ from it.</param>
/// <param name="Date">When, UTC.</param>
/// <param name="LoadAtStart">The load average of the last minute before the run, if known: what else the machine was
/// doing.</param>
internal sealed record Machine(
    int Cores, string Cpu, long MemoryMiB, string Kernel, string Disk, double SyncMs, string Runtime, string Commit,
    string Date, string LoadAtStart)
{
    /// <summary>Looks around.</summary>
    public static Machine Look(Workspace workspace) => new(
        Environment.ProcessorCount,
        FirstLine("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString(),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
        $"{RuntimeInformation.OSDescription}, {Environment.OSVersion.VersionString}",
        DiskUnder(workspace.Data),
        MeasureSync(workspace.Data),
        RuntimeInformation.FrameworkDescription,
        CommitOf(workspace.Repository),
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        FirstLine("/proc/loadavg", "")?.Split(' ')[0] ?? "unknown");

    /// <summary>The same in words.</summary>
    public IEnumerable<string> Lines() =>
    [
        $"{Cores} cores, {Cpu}, {MemoryMiB} MiB, {Disk}, {SyncMs:0.##} ms for an fsync; load {LoadAtStart} at the start",
        $"{Kernel}; {Runtime}; commit {Commit}; {Date}",
    ];

    private static double MeasureSync(string folder)
    {
        var path = Path.Combine(folder, "sync");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose);
        var page = new byte[4096];
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            RandomAccess.Write(file, page, 0);
            var start = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Series.MedianOf(times);
    }

    private static string DiskUnder(string folder)
    {
        var drive = DriveInfo.GetDrives().Where(d => folder.StartsWith(d.Name, StringComparison.Ordinal))
            .MaxBy(static d => d.Name.Length);
        if (drive is null)
            return "unknown disk";
        if (drive.DriveFormat == "tmpfs")
            return "tmpfs: MEMORY, an fsync costs nothing here";
        var device = FirstLine("/proc/mounts", "", line =>
            line.Split(' ') is [_, var mount, ..] && mount == drive.Name)?.Split(' ')[0];
        var block = Path.GetFileName(device ?? "").TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var kind = FirstLine($"/sys/block/{block}/queue/rotational", "") switch
        {
            "0" => "solid state",
            "1" =>
            "rotating or virtual",
            _ => "kind unknown"
        };
        return $"{drive.DriveFormat} on {device ?? drive.Name} ({kind})";
    }

    private static string? FirstLine(string file, string start, Predicate<string>? matches = null)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)
                && matches?.Invoke(line) != false);
        }
        catch (IOException)
        {
            return null; // Not on Linux, or hidden in a container.
        }
    }

    private static string CommitOf(string repository)
    {
        var commit = Git(repository, "rev-parse", "--short=12", "HEAD");
        return commit is null ? "unknown" : Git(repository, "status", "--porcelain", "--untracked-files=no") is ""
            ? commit
            : commit + "+";
    }

    private static string? Git(string repository, params string[] args)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", repository, .. args])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
