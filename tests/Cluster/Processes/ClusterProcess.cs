using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>The built silo or gateway, as a process of its own.</summary>
internal sealed partial class ClusterProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _rest, _errors;
    private readonly string _firstLine;

    private ClusterProcess(Process process, string firstLine, Task<string> errors)
    {
        (_process, _firstLine, _errors) = (process, firstLine, errors);
        _rest = process.StandardOutput.ReadToEndAsync();
        Address = new Uri(Listening().Match(firstLine).Groups[1].Value);
    }

    /// <summary>All that such processes have printed during the run.</summary>
    public static ConcurrentQueue<string> Printed { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts one and waits until it serves.</summary>
    public static async Task<ClusterProcess> StartAsync(string name, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var process = Begin(name, environment, [.. arguments, "--urls=http://127.0.0.1:0"]);
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            // What the runtime has to say comes before, where it has something to say.
            if (Listening().IsMatch(line))
                return new ClusterProcess(process, line, errors);
        }

        throw new InvalidOperationException($"{name} did not start: {await errors}");
    }

    /// <summary>Runs one to its end.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string name, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        using var process = Begin(name, environment, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        Printed.Enqueue(await output + await errors);
        return (process.ExitCode, await errors);
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Freezes it: it keeps its connections and locks, and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on where it was frozen.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>What it has printed after it said that it serves, when it has ended.</summary>
    public async Task<string> PrintedLaterAsync() => await _rest.WaitAsync(Patience) + await _errors.WaitAsync(Patience);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        Printed.Enqueue(_firstLine + await _rest + await _errors);
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static Process Begin(string name, IEnumerable<KeyValuePair<string, string>> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the machine is set to is not what the test is about.
        foreach (var variable in start.Environment.Keys.Where(IsSetting).ToArray())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    private static bool IsSetting(string variable) =>
        variable.StartsWith("Wallet__", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    [GeneratedRegex("^The (?:silo|gateway) is in the cluster; it listens on (http://[0-9.:]+)$")]
    private static partial Regex Listening();
}
