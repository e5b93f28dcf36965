using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Wallet.Suites.Servers;

/// <summary>A server as a process of its own on a port of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts a program and waits until <paramref name="isUpAsync"/>.</summary>
    public static async Task<ServerProcess> StartAsync(string program, string[] arguments, Func<Task<bool>> isUpAsync)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        // Read, so that it never waits for a reader; what it says matters only if it does not come up.
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var since = Stopwatch.GetTimestamp();
        while (!await isUpAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
                throw new InvalidOperationException($"{program} did not come up: {(process.HasExited ? string.Join(' ', await said) : "no answer")}");
            await Task.Delay(20);
        }

        return new ServerProcess(process);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, said) = await RunToEndAsync(program, arguments);
        if (exitCode != 0)
            throw new InvalidOperationException($"{program} failed: {said}");
    }

    /// <summary>Runs a program to its end and tells whether all was well.</summary>
    public static async Task<bool> SucceedsAsync(string program, params string[] arguments) => (await RunToEndAsync(program, arguments)).ExitCode == 0;

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends it a signal.</summary>
    public Task SignalAsync(string signal) => RunAsync("kill", "-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<(int ExitCode, string Said)> RunToEndAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join(' ', said));
    }
}
