using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Wallet.Torture;

/// <summary>
/// Makes the host's storage slow or failing and its clock step, by a small library (<c>faults.c</c>) that is compiled
/// here and preloaded into the host. It is optional: without a C compiler these kinds of harm are left out, and the run
/// says so.
/// </summary>
internal sealed class FaultShim : IDisposable
{
    private const int Fields = 7;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private FaultShim(string library, string controlPath)
    {
        Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["WALLET_FAULTS"] = controlPath };
        _file = MemoryMappedFile.CreateFromFile(controlPath, FileMode.Open, null, Fields * sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    /// <summary>What the host needs in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How far the host's wall clock is from the real one.</summary>
    public TimeSpan ClockStep
    {
        get => TimeSpan.FromMicroseconds(_view.ReadInt64(0));
        set => _view.Write(0, (long)value.TotalMicroseconds);
    }

    /// <summary>How long each sync takes more.</summary>
    public TimeSpan SyncDelay
    {
        set => _view.Write(1 * sizeof(long), (long)value.TotalMicroseconds);
    }

    /// <summary>How many syncs from now on fail with EIO.</summary>
    public long SyncsToFail
    {
        set => _view.Write(2 * sizeof(long), value);
    }

    /// <summary>How many writes from now on fail with EIO.</summary>
    public long WritesToFail
    {
        set => _view.Write(3 * sizeof(long), value);
    }

    /// <summary>Compiles the library; null where that can't be done.</summary>
    public static FaultShim? TryMake(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var (library, control) = (Path.Combine(folder, "faults.so"), Path.Combine(folder, "faults.control"));
        File.WriteAllBytes(control, new byte[Fields * sizeof(long)]);
        try
        {
            using var cc = Process.Start(new ProcessStartInfo(
                "cc", ["-shared", "-fPIC", "-O2", "-o", library,
                Path.Combine(AppContext.BaseDirectory, "Harm", "faults.c"), "-ldl"])
            { RedirectStandardError = true });
            cc?.WaitForExit();
            return cc?.ExitCode == 0 ? new FaultShim(library, control) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Lets storage work again. The clock stays where it is.</summary>
    public void HealStorage() => (SyncDelay, SyncsToFail, WritesToFail) = (TimeSpan.Zero, 0, 0);

    /// <summary>Counts what it has done.</summary>
    public void CountInto(Tally tally)
    {
        tally.SyncsFailed.Add(_view.ReadInt64(4 * sizeof(long)));
        tally.WritesFailed.Add(_view.ReadInt64(5 * sizeof(long)));
        tally.SyncsDelayed.Add(_view.ReadInt64(6 * sizeof(long)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
