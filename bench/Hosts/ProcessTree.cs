using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Wallet.Bench;

/// <summary>A process with all that it has started, as servers do that serve each connection by a process of its
/// own.</summary>
internal static class ProcessTree
{
    /// <summary>Processor time that those which are alive have used so far, user and kernel.</summary>
    public static TimeSpan CpuOf(int id)
    {
        var cpu = TimeSpan.Zero;
        try
        {
            using var process = Process.GetProcessById(id);
            cpu = process.TotalProcessorTime;
            // Linux tells the children; elsewhere there are none to be found.
            foreach (var child in File.ReadAllText($"/proc/{id}/task/{id}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries))
                cpu += CpuOf(int.Parse(child, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or Win32Exception)
        {
            // It has just ended.
        }

        return cpu;
    }
}
