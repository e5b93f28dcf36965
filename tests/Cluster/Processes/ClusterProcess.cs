using Wallet.TestKit;

namespace Wallet.Cluster.Tests.Processes;

/// <summary>The built silo or gateway, as a process of its own.</summary>
internal static class ClusterProcess
{
    /// <summary>Starts one and waits until it serves.</summary>
    public static Task<HostProcess> StartAsync(
        string name, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments) =>
        HostProcess.StartAsync(
            Assembly(name), Path.GetTempPath(), [.. arguments, "--urls=http://127.0.0.1:0"], environment);

    /// <summary>Runs one to its end.</summary>
    public static Task<Ended> RunAsync(
        string name, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments) =>
        DotnetProgram.RunAsync(Assembly(name), Path.GetTempPath(), arguments, environment);

    private static string Assembly(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
