using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>What a committer's log is told of a ledger that fails: each failure, once, and as it was.</summary>
public sealed class FailureReportTests : IAsyncLifetime
{
    private readonly World _world = new();
    private readonly List<Exception> _reported = [];
    private WalletId _ada, _bob;

    public async ValueTask InitializeAsync()
    {
        _ada = (await _world.RegisterAsync("ada", 1000)).Wallet;
        _bob = (await _world.RegisterAsync("bob")).Wallet;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(LedgerFailure.Unavailable, OutcomeCode.Unavailable)]
    [InlineData(LedgerFailure.Unknown, OutcomeCode.Committed)]
    public async Task A_store_that_fails_is_reported(LedgerFailure failure, OutcomeCode outcome)
    {
        var thrown = Fault.Failure(failure);
        _world.Ledger.Next((_, _) => throw thrown);
        await using var committer = NewCommitter();

        Assert.Equal(outcome, (await committer.CommitAsync(Send()).InTimeAsync()).Code);

        Assert.Equal([thrown], _reported);
    }

    [Fact]
    public async Task Each_failure_to_learn_what_is_unknown_is_reported()
    {
        Exception[] thrown = [Fault.Failure(LedgerFailure.Unknown), Fault.Failure(LedgerFailure.Unavailable),
            new InvalidOperationException("Scripted.")];
        foreach (var failure in thrown)
            _world.Ledger.Next((_, _) => throw failure);
        await using var committer =
            NewCommitter(new GroupCommitterOptions { UnknownPauses = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero] });

        Assert.Equal(OutcomeCode.Committed, (await committer.CommitAsync(Send()).InTimeAsync()).Code);

        Assert.Equal(thrown, _reported);
    }

    [Fact]
    public async Task What_spoils_a_batch_is_reported_where_it_is_found_and_not_of_each_half()
    {
        await using var committer = NewCommitter();

        await committer.CommitAsync([Send(), Send(), Commands.Transfer(_ada, _ada, 1), Send()]).InTimeAsync();

        Assert.IsType<InvalidOperationException>(Assert.Single(_reported));
        Assert.True(_world.Ledger.Batches.Count > 3);
    }

    [Fact]
    public async Task A_clock_that_cannot_be_believed_is_not_reported_here()
    {
        _world.Ledger.Next(static (_, _) => throw new LedgerClockException("Scripted."));
        await using var committer = NewCommitter();

        Assert.Equal(OutcomeCode.Unavailable, (await committer.CommitAsync(Send()).InTimeAsync()).Code);

        Assert.Empty(_reported);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_ledger_that_answers_another_number_of_decisions_is_reported_and_its_answers_are_not_used(
        int count)
    {
        _world.Ledger.Next((_, _) => new([.. Enumerable.Repeat(new Decision(OutcomeCode.InsufficientFunds), count)]));
        await using var committer = NewCommitter();

        Assert.Equal(new Decision(OutcomeCode.Unavailable), await committer.CommitAsync(Send()).InTimeAsync());

        Assert.Equal(
            "A ledger answered another number of decisions than it was asked for.",
            Assert.IsType<InvalidOperationException>(Assert.Single(_reported)).Message);
    }

    [Fact]
    public async Task A_ledger_that_is_silent_is_reported_as_a_failure_that_leaves_the_outcome_unknown()
    {
        var turnstile = new Turnstile();
        _world.Ledger.Next(Fault.Behind(turnstile));
        await using var committer =
            NewCommitter(new GroupCommitterOptions { AnswerWithin = TimeSpan.FromSeconds(9), UnknownPauses = [] });
        var commit = committer.CommitAsync(Send());
        await _world.Time.WhenTimersAsync(1).InTimeAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await commit.InTimeAsync()).Code);

        var failure = Assert.IsType<LedgerException>(Assert.Single(_reported));
        Assert.Equal((LedgerFailure.Unknown, "The ledger did not answer in time."), (failure.Failure, failure.Message));
        Assert.IsType<TimeoutException>(failure.InnerException);
        turnstile.Open();
    }

    private GroupCommitter NewCommitter(GroupCommitterOptions? options = null) =>
        new(_world.Ledger, _world.Time, _reported.Add, options);

    private LedgerCommand Send() => Commands.Transfer(_ada, _bob, 1);
}
