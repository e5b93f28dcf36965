using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Wallet.Torture;

/// <summary>One process of the host, from its first line to its end.</summary>
internal sealed partial class RunningHost : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly HostLog _log;
    private readonly Task _reading;

    private RunningHost(Process process, Uri address, HostLog log, Task reading) =>
        (_process, Address, _log, _reading) = (process, address, log, reading);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Whether somebody here ended it, so that its end is no surprise.</summary>
    public bool EndIsExpected { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it and waits for its first line.</summary>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="environment">What differs from the usual environment.</param>
    /// <param name="log">Gets every line it prints.</param>
    /// <param name="killAfter">When to kill it, whether it listens by then or not.</param>
    /// <returns>The host; null if it was killed before it listened.</returns>
    public static async Task<RunningHost?> StartAsync(
        string dataFolder, IReadOnlyDictionary<string, string> environment, HostLog log, TimeSpan? killAfter = null)
    {
        var process = HostProgram.Start(dataFolder, environment);
        var errors = log.ReadAsync(process.StandardError);
        if (killAfter is { } delay)
        {
            await Task.Delay(delay);
            process.Kill();
            await log.ReadAsync(process.StandardOutput);
            await errors;
            await process.WaitForExitAsync();
            process.Dispose();
            return null;
        }

        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(StartPatience);
        if (line is null || !Listening().IsMatch(line))
        {
            if (!process.HasExited)
                process.Kill();
            await errors;
            throw new InvalidOperationException($"The host did not start: {line} {log.LastLines}");
        }

        return new RunningHost(process, new Uri(Listening().Match(line).Groups[1].Value), log, Task.WhenAll(errors, log.ReadAsync(process.StandardOutput)));
    }

    /// <summary>Ends it as <c>kill -9</c> does: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        EndIsExpected = true;
        _process.Kill();
        await EndedAsync();
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public async Task TerminateAsync()
    {
        Signal("TERM");
        await EndedAsync();
    }

    /// <summary>Sends it a signal, if it still runs.</summary>
    public void Signal(string name)
    {
        if (_process.HasExited)
            return;
        EndIsExpected |= name == "TERM";
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true });
        kill?.WaitForExit();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task EndedAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            _log.Add("The host did not end within a minute of being told to.");
            _process.Kill();
            throw;
        }
    }

    [GeneratedRegex(@"^Wallet is listening on (http://[0-9a-zA-Z.:\[\]]+) \(data in .*\)$")]
    private static partial Regex Listening();
}
