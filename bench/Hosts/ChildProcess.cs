using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Wallet.Bench;

/// <summary>A process that the benchmark starts, talks to by lines, and ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(40);

    private static readonly ConcurrentDictionary<ChildProcess, byte> Alive = new();

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _errors = new();

    private ChildProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new BenchException($"The {name} can't be started.");
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                // The first lines say what went wrong; a host that complains all the time must not fill the memory.
                if (line.Data is not null && _errors.Length < 4096)
                    _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
        Alive[this] = 0;
    }

    /// <summary>Processor time it has used so far, user and kernel.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory of it that is in RAM, in bytes, mapped files included.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether it has ended, and with what.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Its process ID.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a .NET assembly.</summary>
    public static ChildProcess Dotnet(
        string name, string assembly, IEnumerable<string> args, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? "dotnet", [assembly, .. args]);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return new ChildProcess(name, start);
    }

    /// <summary>Starts this very program as another part of it.</summary>
    public static ChildProcess Self(
        string part, IEnumerable<string> args, IReadOnlyDictionary<string, string> environment) =>
        Dotnet(part, typeof(ChildProcess).Assembly.Location, [part, .. args], environment);

    /// <summary>Kills all that are alive, when this program is interrupted.</summary>
    public static void KillAll()
    {
        foreach (var child in Alive.Keys)
            child._process.Kill();
    }

    /// <summary>Sends a line.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for its next line.</summary>
    public async Task<string> ReadLineAsync(TimeSpan timeout)
    {
        try
        {
            if (await _process.StandardOutput.ReadLineAsync().WaitAsync(timeout) is { } line)
                return line;
        }
        catch (TimeoutException e)
        {
            throw new BenchException($"The {_name} said nothing for {timeout.TotalSeconds:0} s. {Errors()}", e);
        }

        await _process.WaitForExitAsync().WaitAsync(LongestStop);
        throw new BenchException($"The {_name} ended with {_process.ExitCode}. {Errors()}");
    }

    /// <summary>Waits for the line on which a host says where it listens; what follows is not read by
    /// anybody.</summary>
    public async Task<Uri> ReadAddressAsync(TimeSpan timeout)
    {
        while (true)
        {
            var line = await ReadLineAsync(timeout);
            if (line.Split(' ')
                .FirstOrDefault(static word => word.StartsWith("http://", StringComparison.Ordinal)) is not { } address)
                continue; // What the runtime has to say comes before, where it has something to say.
            IgnoreOutput();
            return new Uri(address);
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndedAsync() => _process.WaitForExitAsync().WaitAsync(LongestStop);

    /// <summary>Ends it: by SIGTERM, as an operator would. Parts of this program end when their input does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (OperatingSystem.IsWindows())
                _process.Kill();
            else
                using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
                    await kill.WaitForExitAsync();
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(LongestStop);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        Alive.TryRemove(this, out _);
        _process.Dispose();
    }

    // Reads on to the end, so that the process never waits for its reader.
    private void IgnoreOutput() => _ = _process.StandardOutput.ReadToEndAsync();

    private string Errors()
    {
        lock (_errors)
            return _errors.ToString().Trim();
    }
}
