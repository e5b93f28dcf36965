using System.Diagnostics;
using System.Text;

namespace Wallet.Torture;

/// <summary>A built host, and how it is started as a process of its own.</summary>
/// <param name="Assembly">The path of the built program.</param>
/// <param name="Environment">What differs from the environment that every start has.</param>
/// <param name="Arguments">The command line with which it serves.</param>
internal sealed record HostProgram(string Assembly, IReadOnlyDictionary<string, string> Environment, params string[] Arguments)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Starts it with a command line.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the machine is set to is not what is tortured.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Wallet__Bcrypt__WorkFactor"] = "4";
        // A kill between the counting of an attempt and its success costs a try, by design: a lock must not outlast the run.
        start.Environment["Wallet__Pin__LockFor"] = "00:00:01";
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The host could not be started.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Wallet__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name is "DOTNET_ENVIRONMENT" or "LD_PRELOAD";
}
