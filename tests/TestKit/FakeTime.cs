using Microsoft.Extensions.Time.Testing;

namespace Wallet.TestKit;

/// <summary>
/// Time that moves only when a test says so: the clock, the monotonic timestamp and every timer. A test never sleeps;
/// it waits until the code under test has set its timer (<see cref="WhenTimersAsync"/>), then advances.
/// </summary>
/// <remarks>It is Microsoft's, and does two things more: it tells of the timers that are set, and its timestamps don't
/// jump along when the clock is set.</remarks>
public sealed class FakeTime(DateTimeOffset? start = null) : FakeTimeProvider(start ?? FakeTime.Start)
{
    /// <summary>Where time starts unless told otherwise.</summary>
    public static new readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly HashSet<CountedTimer> _set = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];

    // Where timestamps count from: they start at 0 and stay behind when the clock is set.
    private long _zero = (start ?? FakeTime.Start).Ticks;

    /// <summary>How many timers are set.</summary>
    public int Timers
    {
        get
        {
            lock (_lock)
                return _set.Count;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() - Interlocked.Read(ref _zero);

    /// <summary>Sets the clock, also backwards, as an operator or a time server would. Timers and timestamps don't
    /// notice.</summary>
    public void SetClock(DateTimeOffset now)
    {
        Interlocked.Add(ref _zero, (now - GetUtcNow()).Ticks);
        AdjustTime(now);
    }

    /// <summary>Completes when at least <paramref name="count"/> timers are set: whoever set them is waiting
    /// now.</summary>
    public Task WhenTimersAsync(int count)
    {
        lock (_lock)
        {
            if (_set.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this);
        timer.Inner = base.CreateTimer(fired =>
        {
            if (timer.Period <= TimeSpan.Zero)
                Count(timer, isSet: false);
            callback(fired);
        }, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Count(CountedTimer timer, bool isSet)
    {
        lock (_lock)
        {
            if (!(isSet ? _set.Add(timer) : _set.Remove(timer)))
                return;
            foreach (var waiter in _waiters.Where(waiter => waiter.Count <= _set.Count).ToArray())
            {
                _waiters.Remove(waiter);
                waiter.Reached.SetResult();
            }
        }
    }

    private sealed class CountedTimer(FakeTime time) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Period = period;
            // Set first, counted then: who waits for the count may advance at once.
            var changed = Inner.Change(dueTime, period);
            time.Count(this, isSet: dueTime > TimeSpan.Zero);
            return changed;
        }

        public void Dispose()
        {
            Inner.Dispose();
            time.Count(this, isSet: false);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
