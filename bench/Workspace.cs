using System.Runtime.InteropServices;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>Where a benchmark finds the repository, keeps its ledgers and leaves its charts.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly PosixSignalRegistration? _interrupt, _terminate;

    private Workspace(string repository, string data, string charts)
    {
        Repository = repository;
        Data = data;
        Charts = charts;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Abandon);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Abandon);
    }

    private Workspace(Workspace same, string repository) =>
        (Repository, Data, Charts) = (repository, same.Data, same.Charts);

    /// <summary>The repository's folder.</summary>
    public string Repository { get; }

    /// <summary>An empty folder for ledgers. It is removed at the end.</summary>
    public string Data { get; }

    /// <summary>The folder for charts.</summary>
    public string Charts { get; }

    /// <summary>Makes the folders.</summary>
    public static Workspace Create(BenchOptions options)
    {
        var repository = TestKit.Repository.Find()
            ?? throw new BenchException("The benchmark runs from a build inside the repository.");
        var charts = Path.GetFullPath(options.OutFolder ?? Path.Combine(repository, "bench", "out"));
        var parent = Path.GetFullPath(options.DataFolder ?? Path.Combine(charts, "data"));
        Directory.CreateDirectory(parent);
        var data = Path.Combine(parent, $"{options.What}-{Environment.ProcessId}");
        Directory.CreateDirectory(data);
        return new Workspace(repository, data, charts);
    }

    /// <summary>The same folders for the programs of another checkout, such as a worktree of an earlier commit, which
    /// lie built there.</summary>
    public Workspace Of(string repository) => new(this, Path.GetFullPath(repository));

    /// <summary>A new folder below <see cref="Data"/>.</summary>
    public string Folder(string name)
    {
        var folder = Path.Combine(Data, name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt?.Dispose();
        _terminate?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    // A ledger that grows to gigabytes and a host that serves it must not outlive an interrupted run.
    private void Abandon(PosixSignalContext context)
    {
        ChildProcess.KillAll();
        ServerProcess.KillAll();
        Directory.Delete(Data, recursive: true);
        Environment.Exit(128 + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
    }
}
