using System.Runtime.InteropServices;

namespace Wallet.Bench;

/// <summary>Where a benchmark finds the repository's programs and keeps its ledgers.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly string _repository;
    private readonly PosixSignalRegistration _interrupt, _terminate;

    private Workspace(string repository, string data)
    {
        (_repository, Data) = (repository, data);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Abandon);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Abandon);
    }

    /// <summary>An empty folder for ledgers. It is removed at the end.</summary>
    public string Data { get; }

    /// <summary>Makes the folder.</summary>
    public static Workspace Create(BenchOptions options)
    {
        var repository = TestKit.Repository.Find()
            ?? throw new BenchException("The benchmark runs from a build inside the repository.");
        var parent = Path.GetFullPath(options.DataFolder ?? Path.Combine(repository, "bench", "data"));
        var data = Path.Combine(parent, $"{options.What}-{Environment.ProcessId}");
        Directory.CreateDirectory(data);
        return new Workspace(repository, data);
    }

    /// <summary>A new folder below <see cref="Data"/>.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Data, name)).FullName;

    /// <summary>A program's assembly, built in the configuration of this one.</summary>
    /// <param name="project">Which program.</param>
    /// <param name="repository">Another checkout, such as a worktree of an earlier commit.</param>
    /// <exception cref="BenchException">It is not built.</exception>
    public string Program(string project, string? repository = null)
    {
        // This program lies in bench/bin/{configuration}/{framework}.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(Path.GetFullPath(repository ?? _repository), "src", project, "bin",
            framework.Parent!.Name, framework.Name, $"Wallet.{project}.dll");
        return File.Exists(path) ? path : throw new BenchException(
            $"The host is not built: {path} is missing (dotnet build -c {framework.Parent.Name} Wallet.sln).");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    // A ledger that grows to gigabytes and a host that serves it must not outlive an interrupted run.
    private void Abandon(PosixSignalContext context)
    {
        ProcessTree.KillBelow(Environment.ProcessId);
        Directory.Delete(Data, recursive: true);
        Environment.Exit(128 + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
    }
}
