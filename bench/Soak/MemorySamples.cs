using System.Diagnostics;
using System.Globalization;

namespace Wallet.Bench;

/// <summary>Memory of the host over time.</summary>
internal sealed class MemorySamples(ChildProcess host, string heapFile)
{
    private readonly List<(double Hours, double WorkingSet, double Heap, double Committed)> _samples = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Takes samples until it is told to stop.</summary>
    public async Task TakeAsync(TimeSpan every, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var heap = File.Exists(heapFile) ? (await File.ReadAllTextAsync(heapFile, stop)).Split(' ') : [];
                if (heap is [var live, var committed, _])
                    _samples.Add((Stopwatch.GetElapsedTime(_start).TotalHours, MiB(host.WorkingSet), MiB(Number(live)),
                        MiB(Number(committed))));
            }
        }
        catch (OperationCanceledException)
        {
            // It was told to stop.
        }
    }

    /// <summary>The kinds of memory with their samples: hours and MiB.</summary>
    public IEnumerable<(string Name, IReadOnlyList<(double Hours, double MiB)> Points)> Kinds() =>
    [
        ("working set", [.. _samples.Select(static s => (s.Hours, s.WorkingSet))]),
        ("managed heap", [.. _samples.Select(static s => (s.Hours, s.Heap))]),
        ("managed, committed", [.. _samples.Select(static s => (s.Hours, s.Committed))]),
    ];

    /// <summary>
    /// The slope of the second half in MiB an hour: the median of the slopes between samples half of that half apart
    /// (after Theil and Sen), which a garbage collection here or there does not move.
    /// </summary>
    public static double SettledSlope(IReadOnlyList<(double Hours, double MiB)> points)
    {
        var half = points.Skip(points.Count / 2).ToArray();
        var apart = half.Length / 2;
        return Series.MedianOf(Enumerable.Range(0, half.Length - apart).Where(_ => apart > 0)
            .Select(i => (half[i + apart].MiB - half[i].MiB) / (half[i + apart].Hours - half[i].Hours)));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static double MiB(long bytes) => bytes / 1048576.0;
}
