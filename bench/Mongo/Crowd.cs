namespace Wallet.Bench;

/// <summary>Clients in this process that each begin the next call when their last one has ended.</summary>
internal static class Crowd
{
    /// <summary>Lets them call for some time.</summary>
    /// <param name="clients">How many.</param>
    /// <param name="time">How long.</param>
    /// <param name="call">What each does.</param>
    /// <param name="timeIsUp">Called then; what still is under way is awaited after that.</param>
    /// <returns>How long each call took that ended in time, in milliseconds.</returns>
    public static async Task<double[]> RunAsync(int clients, TimeSpan time, Func<Task> call, Action? timeIsUp = null)
    {
        var isOver = false;
        var running = Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var took = new List<double>();
            while (!Volatile.Read(ref isOver))
            {
                var start = Stopwatch.GetTimestamp();
                await call();
                if (!Volatile.Read(ref isOver))
                    took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return took;
        })).ToArray();
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(time)); // Who fails ends it.
        Volatile.Write(ref isOver, true);
        timeIsUp?.Invoke();
        return [.. (await Task.WhenAll(running)).SelectMany(static took => took)];
    }
}
