using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The built program, started as a process of its own.</summary>
internal static class Executable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>All that its processes have printed during the run.</summary>
    public static ConcurrentQueue<string> Printed { get; } = new();

    /// <summary>Runs a command to its end.</summary>
    /// <param name="workingFolder">Where it runs; configuration files are looked for there.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">What differs from the usual environment of a test.</param>
    public static Task<Ended> RunAsync(string workingFolder, string[] arguments, params (string Name, string Value)[] environment) =>
        RunAsync(AppContext.BaseDirectory, workingFolder, arguments, environment);

    /// <summary>Runs a command of a program that was built, or copied, into <paramref name="programFolder"/>.</summary>
    public static async Task<Ended> RunAsync(string programFolder, string workingFolder, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(programFolder, workingFolder, arguments, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            Assert.Fail($"'{string.Join(' ', arguments)}' did not end. It printed: {await output} {await errors}");
        }

        Printed.Enqueue(await output + await errors);
        return new Ended(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(string workingFolder, string[] arguments, params (string Name, string Value)[] environment) =>
        Start(AppContext.BaseDirectory, workingFolder, arguments, environment);

    private static Process Start(string programFolder, string workingFolder, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(programFolder, "Wallet.Standalone.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the machine is set to is not what the test is about.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("Wallet__", StringComparison.OrdinalIgnoreCase) || n.StartsWith("ASPNETCORE_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Wallet__Bcrypt__WorkFactor"] = "4";
        start.Environment["Wallet__RateLimit__AuthPerMinute"] = "1000000";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it printed on standard output.</param>
/// <param name="Errors">What it printed on standard error.</param>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails unless it refused with this code and one plain line that says <paramref name="parts"/>.</summary>
    public void RefusedInOneLine(int exitCode, params string[] parts)
    {
        Assert.True(ExitCode == exitCode, $"Expected exit code {exitCode}, got {ExitCode}: {Output} {Errors}");
        Assert.Equal("", Output);
        var line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
    }
}
