using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Wallet.TestKit.Http;

namespace Wallet.Standalone.Tests.Processes;

/// <summary>The built program, serving as a process of its own until it is killed, terminated or the test ends.</summary>
internal sealed partial class Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output, _errors;

    private Server(Process process, string firstLine, Task<string> errors)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = errors;
        FirstLine = firstLine;
        Address = new Uri(Listening().Match(firstLine).Groups[1].Value);
    }

    /// <summary>The first line that it printed.</summary>
    public string FirstLine { get; }

    /// <summary>The process' ID.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens, as the first line says.</summary>
    public Uri Address { get; }

    /// <summary>Starts it on a data folder and waits for its first line.</summary>
    public static async Task<Server> StartAsync(string dataFolder, params (string Name, string Value)[] environment) =>
        await StartAsync(dataFolder, Path.GetTempPath(), environment);

    /// <summary>Starts it in a working folder.</summary>
    public static async Task<Server> StartAsync(string dataFolder, string workingFolder, params (string Name, string Value)[] environment)
    {
        var process = Executable.Start(workingFolder, [], [("Wallet__DataDir", dataFolder), .. environment]);
        var errors = process.StandardError.ReadToEndAsync();
        string? line = null;
        try
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
            Assert.True(line is not null && Listening().IsMatch(line), $"It did not start: {line}");
        }
        catch
        {
            process.Kill();
            TestContext.Current.TestOutputHelper?.WriteLine(await errors);
            throw;
        }

        return new Server(process, line!, errors);
    }

    /// <summary>A client of this server.</summary>
    public WalletClient Client(UsedSecrets secrets) => new(() => [Address], secrets);

    /// <summary>Kills it as <c>kill -9</c> does: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
    }

    /// <summary>Whether it was started with SIGINT ignored, as shells start what runs in the background. No program can be interrupted then.</summary>
    public bool IgnoresInterrupts()
    {
        var ignored = File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (ulong.Parse(ignored.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1 << 1) != 0;
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]))!;
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<Ended> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return new Ended(_process.ExitCode, FirstLine + "\n" + await _output, await _errors);
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
        Executable.Printed.Enqueue(await _output + await _errors);
        _process.Dispose();
    }

    [GeneratedRegex(@"^Wallet is listening on (http://[0-9a-zA-Z.:\[\]]+) \(data in (/.*)\)$")]
    private static partial Regex Listening();
}
