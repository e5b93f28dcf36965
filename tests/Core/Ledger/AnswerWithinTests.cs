using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Where an answer has its time: what is still asked within it, and what no more.</summary>
public sealed class AnswerWithinTests : CommitterTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1), Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public async Task What_could_be_asked_again_only_when_the_time_is_up_is_not_asked_again(
        int withinSeconds, int pauseSeconds)
    {
        await using var committer = NewCommitter(withinSeconds * Second, pauseSeconds * Second);
        Ledger.Next(Fault.LostRequest);

        var commit = committer.CommitAsync(Send());
        // A timer would be the pause before it asks again.
        await Task.WhenAny(commit, World.Time.WhenTimersAsync(1)).InTimeAsync();

        Assert.Equal(0, World.Time.Timers);
        Assert.Equal(OutcomeCode.OutcomeUnknown, (await commit.InTimeAsync()).Code);
        Assert.Single(Ledger.Batches);
    }

    [Fact]
    public async Task What_can_be_asked_again_before_the_time_is_up_is()
    {
        await using var committer = NewCommitter(Second + TimeSpan.FromMilliseconds(1), Second);
        Ledger.Next(Fault.LostRequest);
        var commit = committer.CommitAsync(Send());
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(Second);
        // The real ledger's answer may take a moment, and that moment is a timer too; it is not passed.

        Assert.Equal(OutcomeCode.Committed, (await commit.InTimeAsync()).Code);
        Assert.Equal(2, Ledger.Batches.Count);
    }

    [Fact]
    public async Task Time_that_was_used_up_by_asking_is_not_spent_again_on_asking_again()
    {
        await using var committer = NewCommitter(3 * Second, Second, Second);
        var turnstile = new Turnstile();
        Ledger.Next(Fault.LostRequest, Fault.Behind(turnstile));
        var commit = committer.CommitAsync(Send());
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(Second);
        // Asked again after one second, it has two.
        await turnstile.Reached.InTimeAsync();
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(2 * Second - Tick);
        Assert.False(commit.IsCompleted);
        World.Time.Advance(Tick);

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await commit.InTimeAsync()).Code);
        Assert.Equal(2, Ledger.Batches.Count);
        turnstile.Open();
    }

    [Fact]
    public async Task A_ledger_that_used_up_the_time_before_it_could_be_waited_for_is_unknown()
    {
        await using var committer = NewCommitter(Second);
        var turnstile = new Turnstile();
        Ledger.Next((_, commit) =>
        {
            World.Time.Advance(2 * Second);
            return Fault.Behind(turnstile)([], commit);
        });
        var command = Send();

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await committer.CommitAsync(command).InTimeAsync()).Code);

        turnstile.Open();
        Assert.Equal(OutcomeCode.Committed, (await committer.CommitAsync(command.Again()).InTimeAsync()).Code);
    }

    private GroupCommitter NewCommitter(TimeSpan within, params TimeSpan[] pauses) =>
        NewCommitter(new GroupCommitterOptions { AnswerWithin = within, UnknownPauses = pauses });
}
