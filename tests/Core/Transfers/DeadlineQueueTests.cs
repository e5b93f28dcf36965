using Wallet.Suites;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class DeadlineQueueTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10), Tick = TimeSpan.FromTicks(1);

    private readonly FakeTime _time = new();
    private readonly DeadlineQueue _queue;

    public DeadlineQueueTests() => _queue = new DeadlineQueue(Length, _time);

    [Fact]
    public async Task What_is_done_already_waits_for_nothing()
    {
        Assert.True(await _queue.CompletesInTimeAsync(Task.CompletedTask));
        Assert.Equal(0, _queue.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_task_that_ends_well_or_not_before_its_time_is_up_was_in_time(bool fails)
    {
        var (task, wait) = await BeginAsync();
        _time.Advance(Length - Tick);
        Assert.False(wait.IsCompleted);
        if (fails)
            task.SetException(new IOException("Scripted."));
        else
            task.SetResult();

        Assert.True(await wait.InTimeAsync());
    }

    [Fact]
    public async Task Each_has_its_own_time_and_one_timer_does_for_all()
    {
        var (_, first) = await BeginAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        var second = _queue.CompletesInTimeAsync(new TaskCompletionSource().Task).AsTask();
        _time.Advance(TimeSpan.FromSeconds(6) - Tick);
        Assert.False(first.IsCompleted);
        _time.Advance(Tick);
        Assert.False(await first.InTimeAsync());

        Assert.False(second.IsCompleted);
        Assert.False(_time.WhenTimersAsync(2).IsCompleted);
        await _time.WhenTimersAsync(1).InTimeAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(await second.InTimeAsync());
    }

    [Fact]
    public async Task When_nobody_waits_nothing_is_left_and_whoever_comes_later_has_the_whole_time()
    {
        var (task, wait) = await BeginAsync();
        task.SetResult();
        Assert.True(await wait.InTimeAsync());
        _time.Advance(Length);
        Assert.Equal(0, _queue.Count);
        Assert.False(_time.WhenTimersAsync(1).IsCompleted);

        var (_, later) = await BeginAsync();
        _time.Advance(Length - Tick);
        Assert.False(later.IsCompleted);
        _time.Advance(Tick);
        Assert.False(await later.InTimeAsync());
    }

    [Fact]
    public async Task What_has_ended_does_not_pile_up_until_its_time()
    {
        for (var i = 0; i < 1000; i++)
        {
            var task = new TaskCompletionSource();
            var wait = _queue.CompletesInTimeAsync(task.Task);
            task.SetResult();
            Assert.True(await wait);
        }

        Assert.Equal(1, _queue.Count);
    }

    private async Task<(TaskCompletionSource Task, Task<bool> Wait)> BeginAsync()
    {
        var task = new TaskCompletionSource();
        var wait = _queue.CompletesInTimeAsync(task.Task).AsTask();
        await _time.WhenTimersAsync(1).InTimeAsync();
        return (task, wait);
    }
}
