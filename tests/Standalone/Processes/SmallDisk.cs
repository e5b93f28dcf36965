using System.Diagnostics;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>A file system of a few megabytes in memory, mounted on a folder, which can be filled to the last
/// byte.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one, or skips the test where that is not permitted.</summary>
    public static SmallDisk Mount()
    {
        var disk = new SmallDisk();
        if (!OperatingSystem.IsLinux()
            || Run("mount", "-t", "tmpfs", "-o", "size=16m,mode=0700", "wallet-test", disk.Path) is not 0)
        {
            disk._folder.Dispose();
            Assert.Skip("A small file system can't be mounted here: that takes Linux and root.");
        }

        return disk;
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = 64 * 1024; block >= 1; block /= 4)
        {
            try
            {
                while (true)
                    file.Write(new byte[block]);
            }
            catch (IOException)
            {
                // Full for a block of this size; smaller ones may still fit.
            }
        }
    }

    /// <summary>Frees what was filled.</summary>
    public void Free() => File.Delete(Ballast);

    /// <inheritdoc/>
    public void Dispose()
    {
        Assert.Equal(0, Run("umount", Path));
        _folder.Dispose();
    }

    private static int? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode;
    }
}
