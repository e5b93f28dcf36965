namespace Wallet.Core;

/// <summary>
/// Bounds the wait for many tasks by one length of time. Whoever came first is due first, so a queue and one timer do for all of them:
/// a timer of its own would cost every transfer, and hardly any ever fires.
/// </summary>
/// <param name="length">How long each wait may take.</param>
/// <param name="time">The clock.</param>
public sealed class DeadlineQueue(TimeSpan length, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<Wait> _waits = new();
    private bool _watched;

    /// <summary>How many waits are kept, for tests: those under way, and few that have ended.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _waits.Count;
        }
    }

    /// <summary>Waits for a task. When its time is up, the task is left alone.</summary>
    /// <returns>Whether it completed in time, well or not.</returns>
    public ValueTask<bool> CompletesInTimeAsync(Task task)
    {
        if (task.IsCompleted)
            return new(true);
        var wait = new Wait(time.GetTimestamp());
        bool watch;
        lock (_lock)
        {
            // What has ended leaves with the next that comes, so that under load nothing outlives its request for long.
            while (_waits.TryPeek(out var first) && first.Task.IsCompleted)
                _waits.Dequeue();
            _waits.Enqueue(wait);
            (watch, _watched) = (!_watched, true);
        }

        // Not from here: the watch would keep the context of whoever happened to come first.
        if (watch)
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.WatchAsync(), this, preferLocal: false);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait.End);
        return new(wait.Task);
    }

    // Timers count whole milliseconds: rounded down, one would fire early, and again at once.
    private async Task WatchAsync()
    {
        while (EndDue() is { } left)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time).ConfigureAwait(false);
    }

    // Returns how long the next one has; null when nobody waits, and then nobody watches.
    private TimeSpan? EndDue()
    {
        while (true)
        {
            Wait? first;
            lock (_lock)
            {
                if (!_waits.TryPeek(out first))
                {
                    _watched = false;
                    return null;
                }

                var left = length - time.GetElapsedTime(first.Since);
                if (left > TimeSpan.Zero && !first.Task.IsCompleted)
                    return left;
                _waits.Dequeue();
            }

            // Outside the lock, for whoever waited goes on from here.
            first.TrySetResult(false);
        }
    }

    private sealed class Wait(long since) : TaskCompletionSource<bool>
    {
        public long Since { get; } = since;

        public void End() => TrySetResult(true);
    }
}
