using System.Text.Json;
using Wallet.TestKit;

namespace Wallet.Bench;

/// <summary>The repository's hosts as processes of their own, as in production.</summary>
internal static class WalletHost
{
    private static readonly KeyValuePair<string, string>[] Production = [new("DOTNET_ENVIRONMENT", "Production")];

    // An audit of ten million entries takes minutes.
    private static readonly TimeSpan LongestCommand = TimeSpan.FromHours(1);

    /// <summary>The settings of a standalone host on a data folder.</summary>
    public static Dictionary<string, string> On(string dataFolder) => new() { ["Wallet__DataDir"] = dataFolder };

    /// <summary>Starts a host and waits until it listens.</summary>
    public static Task<HostProcess> StartAsync(
        string assembly, IEnumerable<KeyValuePair<string, string>> settings, params IEnumerable<string> arguments) =>
        HostProcess.StartAsync(assembly, AppContext.BaseDirectory, [.. arguments, "--urls", "http://127.0.0.1:0"],
            Production.Concat(settings));

    /// <summary>Runs one of its commands to the end and returns what it printed.</summary>
    public static async Task<string> RunAsync(
        string assembly, string[] command, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var ended = await DotnetProgram.RunAsync(
            assembly, AppContext.BaseDirectory, command, Production.Concat(settings), LongestCommand);
        return ended.ExitCode == 0
            ? ended.Output
            : throw new BenchException($"{command[0]} ended with {ended.ExitCode}: {ended.Output}{ended.Errors}");
    }

    /// <summary>Audits a standalone host's data folder, and watches the memory that it takes.</summary>
    /// <returns>How long it took, and its largest working set in bytes.</returns>
    /// <exception cref="BenchException">An invariant is broken.</exception>
    public static async Task<(TimeSpan Took, long PeakBytes)> AuditAsync(Workspace workspace, string dataFolder)
    {
        var watch = Stopwatch.StartNew();
        using var audit = DotnetProgram.Start(workspace.Program("Standalone"), dataFolder, ["audit"],
            Production.Concat(On(dataFolder)));
        var said = Task.WhenAll(audit.StandardOutput.ReadToEndAsync(), audit.StandardError.ReadToEndAsync());
        long peak = 0;
        while (!said.IsCompleted)
        {
            peak = Math.Max(peak, ProcessTree.WorkingSetOf(audit.Id));
            await Task.Delay(20);
        }

        await audit.WaitForExitAsync();
        return audit.ExitCode == 0
            ? (watch.Elapsed, peak)
            : throw new BenchException($"The audit of {dataFolder} failed: {string.Concat(await said)}");
    }

    /// <summary>Environment that gives another process the host's garbage collector: both are measured with the same
    /// one.</summary>
    public static Dictionary<string, string> GarbageCollector(Workspace workspace)
    {
        var environment = new Dictionary<string, string>();
        var file = Path.ChangeExtension(workspace.Program("Standalone"), ".runtimeconfig.json");
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        if (!json.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties))
            return environment;
        foreach (var (property, variable) in (ReadOnlySpan<(string, string)>)
            [("System.GC.Server", "DOTNET_gcServer"), ("System.GC.Concurrent", "DOTNET_gcConcurrent"),
                ("System.GC.DTargetTCP", "DOTNET_GCDTargetTCP")])
        {
            if (properties.TryGetProperty(property, out var value))
                environment[variable] = value.ValueKind switch
                {
                    JsonValueKind.True => "1",
                    JsonValueKind.False => "0",
                    _ => value.GetRawText(),
                };
        }

        return environment;
    }
}
