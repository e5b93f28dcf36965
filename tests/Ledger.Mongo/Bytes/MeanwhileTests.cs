namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What is done while a command is under way.</summary>
public sealed class MeanwhileTests
{
    [Fact]
    public async Task It_is_done_before_the_reply_comes()
    {
        var (reply, isDone) = (new TaskCompletionSource<int>(), false);

        var both = BatchCommit.WithAsync(reply.Task, () => isDone = true);

        Assert.True(isDone);
        Assert.False(both.IsCompleted);
        reply.SetResult(7);
        Assert.Equal(7, await both);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_it_fails_the_reply_is_waited_for_all_the_same(bool replyFails)
    {
        var reply = new TaskCompletionSource<int>();

        var both = BatchCommit.WithAsync(reply.Task, static () => throw new InvalidTimeZoneException());

        Assert.False(both.IsCompleted);
        if (replyFails)
            reply.SetException(new TimeoutException());
        else
            reply.SetResult(7);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => both);
    }

    [Fact]
    public async Task If_the_command_fails_that_is_what_is_told() =>
        await Assert.ThrowsAsync<TimeoutException>(() =>
            BatchCommit.WithAsync(Task.FromException<int>(new TimeoutException()), static () => { }));
}
