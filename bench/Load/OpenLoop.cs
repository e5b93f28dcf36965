using System.Threading.Channels;

namespace Wallet.Bench;

/// <summary>
/// Requests arrive at a rate, whether the server keeps up or not, and a latency counts from the moment a request was
/// due. A server that stalls thus pays for all that arrived meanwhile ("no coordinated omission"). The schedule is
/// looked at each millisecond, and that millisecond is part of the latencies.
/// </summary>
internal static class OpenLoop
{
    public static async Task<IReadOnlyList<Tally>> RunAsync(Connection[] connections, IRequestBook book, LoadRun run)
    {
        // A free connection sends on the very thread that finds a request due.
        var due = Channel.CreateUnbounded<long>(
            new UnboundedChannelOptions { SingleWriter = true, AllowSynchronousContinuations = true });
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(run.Seconds * Stopwatch.Frequency);
        var tallies = connections.Select((connection, i) =>
            RunAsync(connection, book.Open(run.Pattern, i, run.Seed), due.Reader, end)).ToArray();
        var clock = new Thread(() => Schedule(due.Writer, start, end, run)) { Name = "schedule", IsBackground = true };
        clock.Start();
        return await Task.WhenAll(tallies);
    }

    private static void Schedule(ChannelWriter<long> due, long start, long end, LoadRun run)
    {
        var random = new Random(run.Seed);
        double next = start;
        while (next < end)
        {
            for (var now = Stopwatch.GetTimestamp(); next <= now && next < end;)
            {
                due.TryWrite((long)next);
                next -= Math.Log(1 - random.NextDouble()) / run.Rate!.Value * Stopwatch.Frequency;
            }

            Thread.Sleep(1);
        }

        due.Complete();
    }

    private static async Task<Tally> RunAsync(
        Connection connection, IRequestStream requests, ChannelReader<long> due, long end)
    {
        var tally = new Tally();
        while (await due.WaitToReadAsync())
        {
            while (due.TryRead(out var scheduled))
            {
                var status = await connection.SendAsync(requests.Next());
                var now = Stopwatch.GetTimestamp();
                tally.Add(status, Stopwatch.GetElapsedTime(scheduled, now), now <= end);
            }
        }

        return tally;
    }
}
