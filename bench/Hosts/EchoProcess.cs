using System.Text.Json;

namespace Wallet.Bench;

/// <summary>The echo host as a process of its own, with the garbage collector set as the wallet's host has
/// it.</summary>
internal static class EchoProcess
{
    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<(ChildProcess Process, Uri Address)> StartAsync(
        EchoKeys keys, IReadOnlyDictionary<string, string> environment)
    {
        var process = ChildProcess.Self("echo-host", [], environment);
        try
        {
            await process.WriteLineAsync(JsonSerializer.Serialize(keys, EchoJson.Default.EchoKeys));
            var line = await process.ReadLineAsync(TimeSpan.FromSeconds(30));
            return (process, new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }
}
