using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Wallet.TestKit;

/// <summary>A built program of this repository, started as a process of its own.</summary>
public static class DotnetProgram
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <summary>All that such processes have printed during the run, once they have ended.</summary>
    public static ConcurrentQueue<string> Printed { get; } = new();

    /// <summary>Starts it.</summary>
    /// <param name="assembly">The path of the program's assembly.</param>
    /// <param name="workingFolder">Where it runs; configuration files are looked for there.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">What differs from this process' environment without any of the wallet's settings; of
    /// two with one name, the last.</param>
    public static Process Start(string assembly, string workingFolder, IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? "dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // What the machine is set to is not what the test is about.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} could not be started.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="assembly">The path of the program's assembly.</param>
    /// <param name="workingFolder">Where it runs.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">As for <see cref="Start"/>.</param>
    /// <param name="patience">When it is ended for not ending; after two minutes unless given.</param>
    /// <exception cref="TimeoutException">It did not end by itself.</exception>
    public static async Task<Ended> RunAsync(
        string assembly, string workingFolder, IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment, TimeSpan? patience = null)
    {
        using var process = Start(assembly, workingFolder, arguments, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience ?? Usual);
        }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{assembly} did not end. It printed: {await output} {await errors}", e);
        }

        // An operator's key is printed once, for whoever made it; that is no log.
        Printed.Enqueue((arguments.Take(2).SequenceEqual(["operator", "add"]) ? "" : await output) + await errors);
        return new Ended(process.ExitCode, await output, await errors);
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Wallet__", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name == "LD_PRELOAD";
}
