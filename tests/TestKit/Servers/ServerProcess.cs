using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Wallet.TestKit;

/// <summary>A server as a process of its own, on a port of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<ServerProcess, byte> Alive = new();

    private readonly Process _process;

    private ServerProcess(Process process)
    {
        _process = process;
        Alive[this] = 0;
    }

    /// <summary>Its process ID.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public Task EndAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    /// <summary>Starts a program and waits until <paramref name="isUpAsync"/>.</summary>
    public static async Task<ServerProcess> StartAsync(string program, string[] arguments, Func<Task<bool>> isUpAsync)
    {
        var start = new ProcessStartInfo(program, arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        // Read, so that it never waits for a reader; what it says matters only if it does not come up.
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var server = new ServerProcess(process);
        var since = Stopwatch.GetTimestamp();
        while (!await isUpAsync())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
            {
                var reason = process.HasExited ? string.Join(' ', await said) : "no answer";
                await server.DisposeAsync();
                throw new IOException($"{program} did not come up: {reason}");
            }

            await Task.Delay(20);
        }

        return server;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new IOException($"{program} failed: {string.Join(' ', said)}");
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Kills all that are alive, when the program that started them is interrupted.</summary>
    public static void KillAll()
    {
        foreach (var server in Alive.Keys)
            server._process.Kill();
    }

    /// <summary>Sends it a signal.</summary>
    public Task SignalAsync(string signal) => SignalAsync(_process, signal);

    /// <summary>Sends a process a signal.</summary>
    public static Task SignalAsync(Process process, string signal) =>
        RunAsync("kill", "-" + signal, process.Id.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        Alive.TryRemove(this, out _);
        _process.Dispose();
    }
}
