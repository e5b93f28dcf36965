using System.Diagnostics;
using System.Text.RegularExpressions;
using Wallet.TestKit;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The built program, started as a process of its own.</summary>
internal static class Executable
{
    private static readonly (string Name, string Value)[] Usual =
    [
        ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Wallet__Bcrypt__WorkFactor", "4"),
            ("Wallet__RateLimit__AuthPerMinute", "1000000"),
    ];

    private static string Own => Assembly(AppContext.BaseDirectory);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="workingFolder">Where it runs; configuration files are looked for there.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">What differs from the usual environment of a test.</param>
    public static Task<Ended> RunAsync(
        string workingFolder, string[] arguments, params (string Name, string Value)[] environment) =>
        RunAsync(AppContext.BaseDirectory, workingFolder, arguments, environment);

    /// <summary>Runs a command of a program that was built, or copied, into <paramref name="programFolder"/>.</summary>
    public static Task<Ended> RunAsync(string programFolder, string workingFolder, string[] arguments,
        params (string Name, string Value)[] environment) =>
        DotnetProgram.RunAsync(Assembly(programFolder), workingFolder, arguments, With(environment));

    /// <summary>Starts it.</summary>
    public static Process Start(
        string workingFolder, string[] arguments, params (string Name, string Value)[] environment) =>
        DotnetProgram.Start(Own, workingFolder, arguments, With(environment));

    /// <summary>Starts it on a data folder and waits for its first line, which says where it listens.</summary>
    public static Task<HostProcess> ServeAsync(string dataFolder, params (string Name, string Value)[] environment) =>
        ServeAsync(dataFolder, Path.GetTempPath(), environment);

    /// <summary>Starts it in a working folder.</summary>
    public static async Task<HostProcess> ServeAsync(
        string dataFolder, string workingFolder, params (string Name, string Value)[] environment)
    {
        var server = await HostProcess.StartAsync(
            Own, workingFolder, [], With([("Wallet__DataDir", dataFolder), .. environment]));
        if (Regex.IsMatch(server.FirstLine,
            @"^Wallet is listening on http://[0-9a-zA-Z.:\[\]]+, for operators on http://[0-9a-zA-Z.:\[\]]+ "
            + @"\(data in /.*\)$"))
            return server;
        await server.DisposeAsync();
        throw new InvalidOperationException($"Its first line does not say where it listens: {server.FirstLine}");
    }

    private static string Assembly(string folder) => Path.Combine(folder, "Wallet.Standalone.dll");

    private static IEnumerable<KeyValuePair<string, string>> With((string Name, string Value)[] environment) =>
        Usual.Concat(environment).Select(static setting => KeyValuePair.Create(setting.Name, setting.Value));
}
