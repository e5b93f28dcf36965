using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Wallet.Bench;

/// <summary>Where and on what a run was made: a figure without it means nothing.</summary>
internal static class Machine
{
    /// <summary>The machine in words, with what else it was doing and the floor under every commit: how long it takes
    /// to write 4 KiB over existing bytes of a file beside the ledgers and have them on the disk.</summary>
    public static IReadOnlyList<string> Look(Workspace workspace) =>
    [
        $"{Environment.ProcessorCount} cores, {FirstLine("/proc/cpuinfo", "model name")?.Split(':', 2)[1].Trim()}, " +
        $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB, {FileSystemUnder(workspace.Data)}, " +
        $"{MeasureSync(workspace.Data):0.##} ms for an fsync; load {FirstLine("/proc/loadavg", "")?.Split(' ')[0]} " +
        "at the start",
        $"{RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; built from {Commit}; " +
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
    ];

    private static string? Commit =>
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

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

    private static string? FileSystemUnder(string folder) => DriveInfo.GetDrives()
        .Where(drive => folder.StartsWith(drive.Name, StringComparison.Ordinal))
        .MaxBy(static drive => drive.Name.Length)?.DriveFormat;

    // Nothing where it is not Linux, or hidden in a container.
    private static string? FirstLine(string file, string start) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))
        : null;
}
