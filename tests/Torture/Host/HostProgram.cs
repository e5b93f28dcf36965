using System.Diagnostics;
using System.Text;

namespace Wallet.Torture;

/// <summary>The standalone host as it was built, started as a process of its own.</summary>
internal static class HostProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Starts it with a command line.</summary>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="environment">What differs from the environment that every start has.</param>
    /// <param name="arguments">The command line.</param>
    public static Process Start(string dataFolder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Wallet.Standalone.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What the machine is set to is not what is tortured.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Wallet__DataDir"] = dataFolder;
        start.Environment["Wallet__Bcrypt__WorkFactor"] = "4";
        start.Environment["Wallet__RateLimit__AuthPerMinute"] = "1000000";
        // A kill between the counting of an attempt and its success costs a try, by design: a lock must not outlast the run.
        start.Environment["Wallet__Pin__LockFor"] = "00:00:01";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The host could not be started.");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string dataFolder, params string[] arguments)
    {
        using var process = Start(dataFolder, new Dictionary<string, string>(), arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output + await errors);
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Wallet__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name is "DOTNET_ENVIRONMENT" or "LD_PRELOAD";
}
