using System.Diagnostics;

namespace Wallet.Bench;

/// <summary>The repository's programs as they lie built.</summary>
internal static class HostProgram
{
    /// <summary>A program's assembly, built in the configuration of this program.</summary>
    /// <exception cref="BenchException">It is not built.</exception>
    public static string Find(Workspace workspace, string project)
    {
        // This program lies in bench/bin/{configuration}/{framework}.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(workspace.Repository, "src", project, "bin", framework.Parent!.Name, framework.Name,
            $"Wallet.{project}.dll");
        return File.Exists(path) ? path : throw new BenchException(
            $"The host is not built: {path} is missing (dotnet build -c {framework.Parent.Name} Wallet.sln).");
    }

    /// <summary>Runs one of its commands to the end and returns what it printed.</summary>
    public static async Task<string> RunAsync(
        string assembly, string command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? "dotnet", [assembly, command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new BenchException($"{command} ended with {process.ExitCode}: {output}{await errors}");
    }
}
