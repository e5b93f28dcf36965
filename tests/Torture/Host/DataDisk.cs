using System.Diagnostics;
using System.Globalization;

namespace Wallet.Torture;

/// <summary>
/// Where the host keeps its data: a file system of its own in memory, which can be made full to the last page at once,
/// or, where nothing can be mounted, a plain temporary folder.
/// </summary>
internal sealed class DataDisk : IDisposable
{
    private const long Roomy = 4L << 30;
    private const int PageBytes = 4096;

    private readonly string _root;

    private DataDisk(string root, bool canFill) => (_root, CanFill) = (root, canFill);

    /// <summary>The data folder.</summary>
    public string Folder => Path.Combine(_root, "data");

    /// <summary>Where else something can be put that a full disk does not concern.</summary>
    public string Beside { get; } = Directory.CreateTempSubdirectory("wallet-torture-").FullName;

    /// <summary>Whether the disk can be filled.</summary>
    public bool CanFill { get; }

    /// <summary>What can't be done here, in words.</summary>
    public IEnumerable<string> LeftOut =>
        CanFill ? [] : ["a full disk is left out: no file system can be mounted here (that takes Linux and root)"];

    /// <summary>Makes one.</summary>
    public static DataDisk Make()
    {
        var root = Directory.CreateTempSubdirectory("wallet-torture-disk-").FullName;
        return new DataDisk(root, OperatingSystem.IsLinux()
            && Run("mount", "-t", "tmpfs", "-o", $"size={Roomy},mode=0700", "wallet-torture", root));
    }

    /// <summary>Leaves not one free page.</summary>
    public bool Fill()
    {
        var drive = new DriveInfo(_root);
        return CanFill && Resize(Math.Max(PageBytes, drive.TotalSize - drive.TotalFreeSpace));
    }

    /// <summary>Makes room again.</summary>
    public bool Free() => !CanFill || Resize(Roomy);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (CanFill)
            Run("umount", _root);
        Directory.Delete(_root, recursive: true);
        Directory.Delete(Beside, recursive: true);
    }

    private bool Resize(long bytes) =>
        Run("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={bytes}"), _root);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            { RedirectStandardError = true, RedirectStandardOutput = true });
            process?.WaitForExit();
            return process?.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
