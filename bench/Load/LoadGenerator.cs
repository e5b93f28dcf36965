using System.Text.Json;

namespace Wallet.Bench;

/// <summary>The load generator, a process of its own: takes orders as lines of JSON and answers each with
/// one.</summary>
internal static class LoadGenerator
{
    /// <summary>
    /// Lets a socket's continuations run on the thread that polls the sockets, and one such thread suffices:
    /// without it each answer costs a hop to another thread.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> Environment = new Dictionary<string, string>
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
        ["DOTNET_gcServer"] = "0",
    };

    /// <summary>Serves until standard input ends.</summary>
    public static async Task<int> RunAsync()
    {
        var targets = new Dictionary<string, (Uri Address, IRequestBook Book)>();
        while (Console.ReadLine() is { } line)
        {
            LoadAnswer answer;
            try
            {
                var order = JsonSerializer.Deserialize<LoadOrder>(line)!;
                foreach (var target in order.Targets ?? [])
                    targets[target.Name] = (
                        target.Address, target.Links is null ? new RequestBook(target) : new LinkBook(target));
                answer = new LoadAnswer(order.Run is { } run
                    ? await RunAsync(run, targets[run.Target].Address, targets[run.Target].Book)
                    : null, null);
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or JsonException)
            {
                answer = new LoadAnswer(null, e.Message);
            }

            Console.WriteLine(JsonSerializer.Serialize(answer));
        }

        return 0;
    }

    private static async Task<LoadResult> RunAsync(LoadRun run, Uri address, IRequestBook book)
    {
        var connections =
            await Task.WhenAll(Enumerable.Range(0, run.Connections).Select(_ => Connection.OpenAsync(address)));
        try
        {
            var cpu = System.Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            var tallies = run.Rate is null
                ? await ClosedLoop.RunAsync(connections, book, run)
                : await OpenLoop.RunAsync(connections, book, run);
            // What a closed loop gets after its end is not counted in time, so its time is what was asked for.
            var seconds = run.Rate is null ? run.Seconds : Stopwatch.GetElapsedTime(start).TotalSeconds;
            return Tally.Sum(tallies, seconds, (System.Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }
        finally
        {
            foreach (var connection in connections)
                connection.Dispose();
        }
    }
}
