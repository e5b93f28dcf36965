using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>What a committer's log is told of a ledger that fails: each failure, once, and as it was.</summary>
public sealed class FailureReportTests : CommitterTests
{
    [Theory]
    [InlineData(LedgerFailure.Unavailable, OutcomeCode.Unavailable)]
    [InlineData(LedgerFailure.Unknown, OutcomeCode.Committed)]
    public async Task A_store_that_fails_isReported(LedgerFailure failure, OutcomeCode outcome)
    {
        var thrown = Fault.Failure(failure);
        Ledger.Next((_, _) => throw thrown);
        await using var committer = NewCommitter();

        Assert.Equal(outcome, (await committer.CommitAsync(Send()).InTimeAsync()).Code);

        Assert.Equal([thrown], Reported);
    }

    [Fact]
    public async Task Each_failure_to_learn_what_is_unknown_isReported()
    {
        Exception[] thrown = [Fault.Failure(LedgerFailure.Unknown), Fault.Failure(LedgerFailure.Unavailable),
            new InvalidOperationException("Scripted.")];
        foreach (var failure in thrown)
            Ledger.Next((_, _) => throw failure);
        await using var committer =
            NewCommitter(new GroupCommitterOptions { UnknownPauses = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero] });

        Assert.Equal(OutcomeCode.Committed, (await committer.CommitAsync(Send()).InTimeAsync()).Code);

        Assert.Equal(thrown, Reported);
    }

    [Fact]
    public async Task What_spoils_a_batch_isReported_where_it_is_found_and_not_of_each_half()
    {
        await using var committer = NewCommitter();

        await committer.CommitAsync([Send(), Send(), Poisoned(), Send()]).InTimeAsync();

        Assert.IsType<InvalidOperationException>(Assert.Single(Reported));
        Assert.True(Ledger.Batches.Count > 3);
    }

    [Fact]
    public async Task A_clock_that_cannot_be_believed_is_notReported_here()
    {
        Ledger.Next(static (_, _) => throw new LedgerClockException("Scripted."));
        await using var committer = NewCommitter();

        Assert.Equal(OutcomeCode.Unavailable, (await committer.CommitAsync(Send()).InTimeAsync()).Code);

        Assert.Empty(Reported);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_ledger_that_answers_another_number_of_decisions_isReported_and_its_answers_are_not_used(
        int count)
    {
        Ledger.Next((_, _) => new([.. Enumerable.Repeat(new Decision(OutcomeCode.InsufficientFunds), count)]));
        await using var committer = NewCommitter();

        Assert.Equal(new Decision(OutcomeCode.Unavailable), await committer.CommitAsync(Send()).InTimeAsync());

        Assert.Equal(
            "A ledger answered another number of decisions than it was asked for.",
            Assert.IsType<InvalidOperationException>(Assert.Single(Reported)).Message);
    }

    [Fact]
    public async Task A_ledger_that_is_silent_isReported_as_a_failure_that_leaves_the_outcome_unknown()
    {
        var turnstile = new Turnstile();
        Ledger.Next(Fault.Behind(turnstile));
        await using var committer =
            NewCommitter(new GroupCommitterOptions { AnswerWithin = TimeSpan.FromSeconds(9), UnknownPauses = [] });
        var commit = committer.CommitAsync(Send());
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await commit.InTimeAsync()).Code);

        var failure = Assert.IsType<LedgerException>(Assert.Single(Reported));
        Assert.Equal((LedgerFailure.Unknown, "The ledger did not answer in time."), (failure.Failure, failure.Message));
        Assert.IsType<TimeoutException>(failure.InnerException);
        turnstile.Open();
    }


}
