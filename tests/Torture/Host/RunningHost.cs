using System.Diagnostics;
using System.Globalization;
using Wallet.TestKit;

namespace Wallet.Torture;

/// <summary>One process of the host, from its first line to its end.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly HostLog _log;
    private readonly Task _reading;

    private RunningHost(Process process, Uri address, Uri? operatorAddress, HostLog log, Task reading) =>
        (_process, Address, OperatorAddress, _log, _reading) = (process, address, operatorAddress, log, reading);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where it serves operators; null for nowhere.</summary>
    public Uri? OperatorAddress { get; }

    /// <summary>Whether somebody here ended it, so that its end is no surprise.</summary>
    public bool EndIsExpected { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <param name="program">The program.</param>
    /// <param name="log">Gets every line it prints.</param>
    /// <returns>The host; null if it ended instead.</returns>
    public static async Task<RunningHost?> StartAsync(HostProgram program, HostLog log)
    {
        var process = program.Start(program.Arguments);
        var errors = log.ReadAsync(process.StandardError);
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(StartPatience) is { } line)
        {
            log.Add(line);
            if (HostProcess.AddressIn(line) is { } address)
                return new RunningHost(process, address, HostProcess.OperatorAddressIn(line), log,
                    Task.WhenAll(errors, log.ReadAsync(process.StandardOutput)));
        }

        await errors;
        await process.WaitForExitAsync();
        process.Dispose();
        return null;
    }

    /// <summary>Starts it and kills it, whether it listens by then or not.</summary>
    public static async Task KillWhileStartingAsync(HostProgram program, HostLog log, TimeSpan after)
    {
        using var process = program.Start(program.Arguments);
        var errors = log.ReadAsync(process.StandardError);
        await Task.Delay(after);
        process.Kill();
        await log.ReadAsync(process.StandardOutput);
        await errors;
        await process.WaitForExitAsync();
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
        using var kill = Process.Start(new ProcessStartInfo(
            "kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardError = true });
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
            _log.Add("The host did not end within three minutes of being told to.");
            _process.Kill();
            throw;
        }
    }
}
