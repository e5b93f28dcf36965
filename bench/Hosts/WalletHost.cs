using System.Diagnostics;
using System.Text.Json;

namespace Wallet.Bench;

/// <summary>The real standalone host as a process of its own.</summary>
internal sealed class WalletHost : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private WalletHost(ChildProcess process, Uri address, TimeSpan startedIn)
    {
        _process = process;
        Address = address;
        StartedIn = startedIn;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>From the start of the process to its line that it listens.</summary>
    public TimeSpan StartedIn { get; }

    /// <summary>The process.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts the host on a data folder.</summary>
    /// <param name="workspace">The repository, with the host built in the configuration of this program.</param>
    /// <param name="dataFolder">The host's <c>Wallet:DataDir</c>.</param>
    /// <param name="settings">Further environment variables.</param>
    public static async Task<WalletHost> StartAsync(
        Workspace workspace, string dataFolder, IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string>(settings) { ["Wallet__DataDir"] = dataFolder };
        var watch = Stopwatch.StartNew();
        var process =
            ChildProcess.Dotnet("wallet host", Assembly(workspace), ["--urls", "http://127.0.0.1:0"], environment);
        try
        {
            var address = await process.ReadAddressAsync(TimeSpan.FromSeconds(60));
            return new WalletHost(process, address, watch.Elapsed);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of the host on a data folder and returns what it printed.</summary>
    public static Task<string> RunAsync(Workspace workspace, string dataFolder, string command) =>
        HostProgram.RunAsync(
            Assembly(workspace), command, new Dictionary<string, string> { ["Wallet__DataDir"] = dataFolder });

    /// <summary>Audits a data folder, and watches the memory that it takes.</summary>
    /// <returns>How long it took, and its largest working set in bytes.</returns>
    /// <exception cref="BenchException">An invariant is broken.</exception>
    public static async Task<(TimeSpan Took, long PeakBytes)> AuditAsync(Workspace workspace, string dataFolder)
    {
        var watch = Stopwatch.StartNew();
        await using var audit = ChildProcess.Dotnet("audit", Assembly(workspace), ["audit"],
            new Dictionary<string, string> { ["Wallet__DataDir"] = dataFolder });
        long peak = 0;
        while (audit.ExitCode is null)
        {
            peak = Math.Max(peak, audit.WorkingSet);
            await Task.Delay(20);
        }

        return audit.ExitCode == 0
            ? (watch.Elapsed, peak)
            : throw new BenchException($"The audit of {dataFolder} found an invariant broken.");
    }

    /// <summary>Environment that gives another process the host's garbage collector: both are measured with the same
    /// one.</summary>
    public static Dictionary<string, string> GarbageCollector(Workspace workspace)
    {
        var environment = new Dictionary<string, string>();
        using var file =
            JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Assembly(workspace), ".runtimeconfig.json")));
        if (!file.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties))
            return environment;
        foreach (var (property, variable) in (ReadOnlySpan<(string, string)>)
            [("System.GC.Server", "DOTNET_gcServer"), ("System.GC.Concurrent", "DOTNET_gcConcurrent"),
                ("System.GC.DTargetTCP", "DOTNET_GCDTargetTCP")])
        {
            if (properties.TryGetProperty(property, out var value))
                environment[variable] = value.ValueKind switch
                {
                    JsonValueKind.True => "1",
                    JsonValueKind.False =>
                    "0",
                    _ => value.GetRawText()
                };
        }

        return environment;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Assembly(Workspace workspace) => HostProgram.Find(workspace, "Standalone");
}
