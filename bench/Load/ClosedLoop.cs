namespace Wallet.Bench;

/// <summary>Each connection sends its next request when the answer to the last one is there: shows the highest
/// throughput.</summary>
internal static class ClosedLoop
{
    public static async Task<IReadOnlyList<Tally>> RunAsync(Connection[] connections, IRequestBook book, LoadRun run)
    {
        var end = Stopwatch.GetTimestamp() + (long)(run.Seconds * Stopwatch.Frequency);
        return await Task.WhenAll(connections.Select((connection, i) =>
            RunAsync(connection, book.Open(run.Pattern, i, run.Seed), end)));
    }

    private static async Task<Tally> RunAsync(Connection connection, IRequestStream requests, long end)
    {
        var tally = new Tally();
        long start;
        while ((start = Stopwatch.GetTimestamp()) < end)
        {
            var status = await connection.SendAsync(requests.Next());
            var now = Stopwatch.GetTimestamp();
            tally.Add(status, Stopwatch.GetElapsedTime(start, now), now <= end);
        }

        return tally;
    }
}
