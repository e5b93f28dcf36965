namespace Wallet.Bench;

/// <summary>A part of this program as a process of its own, which takes lines and answers with lines, and ends when its
/// input does.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(40);

    private readonly string _part;
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <summary>Starts it.</summary>
    public ChildProcess(string part, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(ChildProcess).Assembly.Location, part])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _part = part;
        _process = Process.Start(start) ?? throw new BenchException($"The {part} can't be started.");
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Its process ID.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a line and waits for the one that answers it.</summary>
    public async Task<string> AskAsync(string line, TimeSpan timeout)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            if (await _process.StandardOutput.ReadLineAsync().WaitAsync(timeout) is { } answer)
                return answer;
        }
        catch (TimeoutException e)
        {
            throw new BenchException($"The {_part} said nothing for {timeout.TotalSeconds:0} s.", e);
        }

        await _process.WaitForExitAsync().WaitAsync(LongestStop);
        throw new BenchException($"The {_part} ended with {_process.ExitCode}. {await _errors}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(LongestStop);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
