using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Wallet.TestKit.Http;

namespace Wallet.TestKit;

/// <summary>A built host, serving as a process of its own until it is killed, terminated or disposed of.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private volatile string _output;
    private volatile TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process, Uri address, string started, Task<string> errors)
    {
        (_process, Address, Started, _errors, _output) = (process, address, started, errors, started);
        _reading = ReadAsync();
    }

    /// <summary>What it has printed so far.</summary>
    public string Output => _output;

    /// <summary>Waits until it has printed a text so many times.</summary>
    public async Task SaysAsync(string text, int times = 1)
    {
        while (true)
        {
            var more = _more.Task;
            if (_output.Split(text).Length > times)
                return;
            await more.InTimeAsync();
        }
    }

    /// <summary>What it printed until it said where it listens, that line included.</summary>
    public string Started { get; }

    /// <summary>The first line that it printed.</summary>
    public string FirstLine => Started[..Started.IndexOf('\n', StringComparison.Ordinal)];

    /// <summary>The process' ID.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens, as it said.</summary>
    public Uri Address { get; }

    /// <summary>Where it serves operators, as it said.</summary>
    public Uri OperatorAddress =>
        OperatorAddressIn(Started.Split('\n').First(static line => AddressIn(line) is not null))!;

    /// <summary>A client of what is served for operators.</summary>
    public WalletClient Operators(UsedSecrets secrets) =>
        new(() => [OperatorAddress], secrets, document: "/operator/openapi.json");

    /// <summary>Starts one and waits until it says where it listens.</summary>
    /// <inheritdoc cref="DotnetProgram.Start"/>
    /// <exception cref="InvalidOperationException">It did not come up; the message is what it printed.</exception>
    public static async Task<HostProcess> StartAsync(
        string assembly, string workingFolder, IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string>> environment)
    {
        var process = DotnetProgram.Start(assembly, workingFolder, arguments, environment);
        var (started, errors) = ("", process.StandardError.ReadToEndAsync());
        try
        {
            // What the runtime has to say comes before, where it has something to say.
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                started += line + "\n";
                if (AddressIn(line) is { } address)
                    return new HostProcess(process, address, started, errors);
            }
        }
        catch (TimeoutException)
        {
            process.Kill();
        }

        var said = started + await errors;
        process.Dispose();
        throw new InvalidOperationException($"{assembly} did not start: {said}");
    }

    /// <summary>The address in the line on which a host says where it listens; null if it is another line.</summary>
    public static Uri? AddressIn(string line) => Listening().Match(line) is { Success: true } match
        ? new Uri(match.Groups[1].Value)
        : null;

    /// <summary>The address in the same line at which it serves operators; null if there is none.</summary>
    public static Uri? OperatorAddressIn(string line) => Listening().Match(line).Groups[2] is { Success: true } address
        ? new Uri(address.Value)
        : null;

    /// <summary>A client of it.</summary>
    public WalletClient Client(UsedSecrets secrets) => new(() => [Address], secrets);

    /// <summary>Kills it as <c>kill -9</c> does: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Whether it was started with SIGINT ignored, as shells start what runs in the background. No program can
    /// be interrupted then.</summary>
    public bool IgnoresInterrupts()
    {
        var ignored = File.ReadLines($"/proc/{_process.Id}/status")
            .First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (
            ulong.Parse(ignored.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1 << 1) != 0;
    }

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync(string signal) => ServerProcess.SignalAsync(_process, signal);

    /// <summary>Freezes it: it keeps its connections and locks, and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on where it was frozen.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits until it has ended.</summary>
    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return new Ended(_process.ExitCode, _output, await _errors);
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public async Task<Ended> TerminateAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        DotnetProgram.Printed.Enqueue(_output + await _errors);
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output += line + "\n";
            Interlocked.Exchange(
                ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    [GeneratedRegex(
        @"^(?:Wallet is listening on|The (?:silo|gateway) is in the cluster; it listens on) "
        + @"(http://[0-9a-zA-Z.:\[\]]+)(?:, for operators on (http://[0-9a-zA-Z.:\[\]]+))?(?: \(data in /.*\))?$")]
    private static partial Regex Listening();
}
