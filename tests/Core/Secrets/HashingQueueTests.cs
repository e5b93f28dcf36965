using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class HashingQueueTests
{
    [Fact]
    public async Task Pins_go_before_passwords_and_each_in_order()
    {
        var queue = new HashingQueue(slots: 1);
        var first = await queue.EnterAsync(SecretPurpose.Password).InTimeAsync();
        var order = new List<string>();
        var work = new List<Task>();
        foreach (var (name, purpose) in new[]
        {
            ("password 1", SecretPurpose.Password), ("password 2", SecretPurpose.Password),
            ("PIN 1", SecretPurpose.Pin), ("PIN 2", SecretPurpose.Pin),
        })
            work.Add(PassAsync(queue.EnterAsync(purpose), () => order.Add(name)));

        first!.Dispose();
        await Task.WhenAll(work).InTimeAsync();

        Assert.Equal(["PIN 1", "PIN 2", "password 1", "password 2"], order);
    }

    [Theory]
    [InlineData(SecretPurpose.Pin, SecretPurpose.Password)]
    [InlineData(SecretPurpose.Password, SecretPurpose.Pin)]
    public async Task The_65th_that_would_wait_is_turned_away_and_the_other_kind_is_not(
        SecretPurpose full, SecretPurpose other)
    {
        var queue = new HashingQueue(slots: 1);
        var first = await queue.EnterAsync(full).InTimeAsync();
        var work = Enumerable.Range(0, HashingQueue.MaxWaiting)
            .Select(_ => PassAsync(queue.EnterAsync(full), static () => { })).ToList();
        Assert.Equal(64, work.Count);

        Assert.Null(await queue.EnterAsync(full).InTimeAsync());
        work.Add(PassAsync(queue.EnterAsync(other), static () => { }));
        Assert.DoesNotContain(work, static one => one.IsCompleted);

        first!.Dispose();
        await Task.WhenAll(work).InTimeAsync();
        using var after = await queue.EnterAsync(full).InTimeAsync();
        Assert.NotNull(after);
    }

    [Fact]
    public async Task No_more_are_at_work_than_there_are_slots()
    {
        var queue = new HashingQueue(slots: 3);
        var (atWork, most) = (0, 0);
        var inside = new Lock();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(async () =>
        {
            using var slot = await queue.EnterAsync(SecretPurpose.Pin);
            await slot!.RunAsync(() =>
            {
                lock (inside)
                    most = Math.Max(most, ++atWork);
                Thread.Yield();
                lock (inside)
                    return --atWork;
            });
        }))).InTimeAsync();

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task A_place_is_left_once_however_often_it_is_disposed_of()
    {
        var queue = new HashingQueue(slots: 1);
        var first = await queue.EnterAsync(SecretPurpose.Pin).InTimeAsync();
        first!.Dispose();
        first.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.RunAsync(static () => true));

        using var second = await queue.EnterAsync(SecretPurpose.Pin).InTimeAsync();
        var third = queue.EnterAsync(SecretPurpose.Pin).AsTask();
        Assert.False(third.IsCompleted);
        second!.Dispose();
        (await third.InTimeAsync())!.Dispose();
    }

    [Fact]
    public async Task Work_that_fails_fails_its_caller_and_gives_its_place_back()
    {
        var queue = new HashingQueue(slots: 1);
        using (var slot = await queue.EnterAsync(SecretPurpose.Pin).InTimeAsync())
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                slot!.RunAsync<bool>(static () => throw new InvalidOperationException()));

        using var next = await queue.EnterAsync(SecretPurpose.Pin).InTimeAsync();
        Assert.True(await next!.RunAsync(static () => true));
    }

    [Fact]
    public async Task Work_runs_beside_the_threads_that_answer_requests()
    {
        using var slot = await new HashingQueue(slots: 1).EnterAsync(SecretPurpose.Pin).InTimeAsync();

        Assert.False(await slot!.RunAsync(static () => Thread.CurrentThread.IsThreadPoolThread));
    }

    private static async Task PassAsync(ValueTask<HashingQueue.Slot?> entering, Action work)
    {
        using var slot = await entering;
        Assert.NotNull(slot);
        work();
    }
}
