using System.Diagnostics;
using Wallet.TestKit;

namespace Wallet.Torture;

/// <summary>A built host, and how it is started as a process of its own.</summary>
/// <param name="Assembly">The path of the built program.</param>
/// <param name="Environment">What differs from the environment that every start has.</param>
/// <param name="Arguments">The command line with which it serves.</param>
internal sealed record HostProgram(
    string Assembly, IReadOnlyDictionary<string, string> Environment, params string[] Arguments)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // A kill between the counting of an attempt and its success costs a try, by design: a lock must not outlast the
    // run.
    private static readonly Dictionary<string, string> Usual = new()
    {
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["Wallet__Bcrypt__WorkFactor"] = "4",
        ["Wallet__Pin__LockFor"] = "00:00:01",
    };

    /// <summary>Starts it with a command line.</summary>
    public Process Start(params string[] arguments) =>
        DotnetProgram.Start(Assembly, Path.GetTempPath(), arguments, Usual.Concat(Environment));

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var ended =
            await DotnetProgram.RunAsync(Assembly, Path.GetTempPath(), arguments, Usual.Concat(Environment), Patience);
        return (ended.ExitCode, ended.Output + ended.Errors);
    }
}
