using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Wallet.Cluster;

/// <summary>The life of a host's process: its commands, its one line when it serves, and one line and an exit code when
/// it can't.</summary>
public static class HostRun
{
    /// <summary>Runs a command and turns what keeps it from running into one line on standard error.</summary>
    /// <param name="args">The command line: a command, if any, before the settings.</param>
    /// <param name="help">What <c>--help</c> prints.</param>
    /// <param name="runAsync">Runs a command (null: to serve) with its settings; null if there is no such
    /// command.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> MainAsync(string[] args, string help, Func<string?, string[], Task<int?>> runAsync)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(help);
            return 0;
        }

        var command = args is [{ } first, ..] && !first.StartsWith('-')
            && !first.Contains('=', StringComparison.Ordinal) ? first : null;
        try
        {
            if (await runAsync(command, command is null ? args : args[1..]) is { } exitCode)
                return exitCode;
            throw new StartException(StartException.BadSettings, $"There is no command {command}. --help lists them.");
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
    }

    /// <summary>Builds a host, starts it, says where it listens, and serves until it is told to stop.</summary>
    /// <exception cref="StartException">It can't start.</exception>
    public static async Task ServeAsync(string name, Func<Task<WebApplication>> buildAsync)
    {
        await using var app = await StartAsync(name, buildAsync);
        Console.WriteLine($"The {name} is in the cluster; it listens on {string.Join(", ", app.Urls)}");
        await app.WaitForShutdownAsync();
    }

    private static async Task<WebApplication> StartAsync(string name, Func<Task<WebApplication>> buildAsync)
    {
        WebApplication? app = null;
        try
        {
            app = await buildAsync();
            await app.StartAsync();
            return app;
        }
#pragma warning disable CA1031 // Whatever keeps it from starting, whoever starts it gets one line.
        catch (Exception e) when (e is not StartException)
#pragma warning restore CA1031
        {
            if (app is not null)
                await app.DisposeAsync();
            var exitCode = e is FormatException or InvalidDataException
                ? StartException.BadSettings
                : StartException.CannotServe;
            throw new StartException(
                exitCode, $"The {name} can't start: {Innermost(e).Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    /// <summary>The configuration of a command that needs no host.</summary>
    public static IConfiguration ReadConfiguration(string[] args) =>
        WebApplication.CreateSlimBuilder(args).Configuration;
}
