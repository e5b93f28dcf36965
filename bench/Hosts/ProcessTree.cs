using System.ComponentModel;
using System.Globalization;

namespace Wallet.Bench;

/// <summary>A process with all that it has started, as servers do that serve each connection by a process of its
/// own.</summary>
internal static class ProcessTree
{
    /// <summary>Processor time that those which are alive have used so far, user and kernel.</summary>
    public static TimeSpan CpuOf(int id) =>
        Below(id).Append(id)
            .Aggregate(TimeSpan.Zero, static (sum, one) => sum + Of(one, static process => process.TotalProcessorTime));

    /// <summary>Memory of one process that is in RAM, in bytes, mapped files included.</summary>
    public static long WorkingSetOf(int id) => Of(id, static process => process.WorkingSet64);

    /// <summary>Kills whatever a process has started.</summary>
    public static void KillBelow(int id)
    {
        foreach (var one in Below(id).ToArray())
            Of(one, static process => { process.Kill(); return true; });
    }

    // Linux names the children of each thread; elsewhere there are none to be found.
    private static IEnumerable<int> Below(int id)
    {
        string[] children;
        try
        {
            children = [.. Directory.GetDirectories($"/proc/{id}/task")
                .SelectMany(static thread => File.ReadAllText(thread + "/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        }
        catch (IOException)
        {
            return []; // It has just ended.
        }

        return children.Select(static child => int.Parse(child, CultureInfo.InvariantCulture))
            .SelectMany(static child => Below(child).Prepend(child));
    }

    private static T? Of<T>(int id, Func<Process, T> look)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return look(process);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return default; // It has just ended.
        }
    }
}
