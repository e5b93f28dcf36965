using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>When nobody knows whether a commit landed: only a record that is found is an outcome.</summary>
public sealed class UnknownOutcomeTests() : CommitterTests(amount: 100)
{
    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_again_moved_once_and_no_replay()
    {
        Ledger.Next(Fault.LostAnswer);

        var decision = await CommitAsync(Send()).InTimeAsync();

        Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed));
        Assert.Equal(2, Ledger.Batches.Count);
        Assert.Equal((900, 100), await BalancesAsync());
    }

    [Fact]
    public async Task A_commit_that_never_arrived_is_done_by_the_retry()
    {
        Ledger.Next(Fault.LostRequest);

        var decision = await CommitAsync(Send()).InTimeAsync();

        Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed));
        Assert.Equal((900, 100), await BalancesAsync());
    }

    [Fact]
    public async Task Answers_may_be_lost_again_and_again()
    {
        Ledger.Next(Fault.LostAnswer, Fault.LostAnswer, Fault.LostRequest);
        var commit = CommitAsync(Send());
        await World.Time.PassAsync(count: 2);

        var decision = await commit.InTimeAsync();
        Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed));
        Assert.Equal((900, 100), await BalancesAsync());
    }

    [Fact]
    public async Task A_refusal_whose_answer_was_lost_is_found_again()
    {
        Ledger.Next(Fault.LostAnswer);

        Assert.Equal(
            OutcomeCode.InsufficientFunds, (await CommitAsync(Commands.Transfer(Ada, Bob, 1001)).InTimeAsync()).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_goes_down_after_an_unknown_outcome_makes_it_no_less_unknown(bool landed)
    {
        Ledger.Next(landed ? Fault.LostAnswer : Fault.LostRequest);
        Ledger.Always = Fault.Unavailable;
        var command = Send();
        var commit = CommitAsync(command);
        await World.Time.PassAsync();

        Assert.Equal(new Decision(OutcomeCode.OutcomeUnknown), await commit.InTimeAsync());
        Assert.Equal(5, Ledger.Batches.Count);

        // The client's retry learns it.
        Ledger.Always = null;
        var retry = await CommitAsync(command.Again()).InTimeAsync();
        Assert.Equal((OutcomeCode.Committed, landed), (retry.Code, retry.Replayed));
        Assert.Equal((900, 100), await BalancesAsync());
    }

    [Fact]
    public async Task A_definite_failure_after_an_unknown_outcome_says_nothing_about_it()
    {
        Ledger.Next(Fault.LostAnswer);
        Ledger.Always = Fault.Poison(static _ => true);
        var commit = CommitAsync(Send());
        await World.Time.PassAsync();

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await commit.InTimeAsync()).Code);
        Assert.Equal((900, 100), await BalancesAsync());
    }

    [Fact]
    public async Task A_whole_batch_is_found_again()
    {
        var turnstile = new Turnstile();
        Ledger.Next(Fault.Behind(turnstile), Fault.LostAnswer);
        var commits = new List<Task<Decision>> { CommitAsync(Send()) };
        await turnstile.Reached.InTimeAsync();
        var refused = Commands.Transfer(Ada, Bob, 5000);
        commits.AddRange(
            [CommitAsync(Send()), CommitAsync(refused), CommitAsync(refused.Again()), CommitAsync(Send())]);
        turnstile.Open();

        var decisions = await Task.WhenAll(commits).InTimeAsync();

        Assert.Equal(
            [
                OutcomeCode.Committed, OutcomeCode.Committed, OutcomeCode.InsufficientFunds,
                OutcomeCode.InsufficientFunds, OutcomeCode.Committed,
            ],
            decisions.Select(static decision => decision.Code));
        Assert.Equal((700, 300), await BalancesAsync());
    }

    [Fact]
    public async Task A_half_whose_answer_is_lost_is_found_again_too()
    {
        var turnstile = new Turnstile();
        // The first command, the batch behind it, and that batch's first half.
        Ledger.Next(Fault.Behind(turnstile), Fault.None, Fault.LostAnswer);
        var first = CommitAsync(Send());
        await turnstile.Reached.InTimeAsync();
        // The real ledger refuses to work on the batch, so it is halved, and the first half's answer is lost.
        var commits = new[] { Send(), Send(), Send(), Poisoned() }.Select(CommitAsync).ToArray();
        turnstile.Open();

        await first.InTimeAsync();
        var decisions = await Task.WhenAll(commits).InTimeAsync();

        Assert.Equal(
            [OutcomeCode.Committed, OutcomeCode.Committed, OutcomeCode.Committed, OutcomeCode.Unavailable],
            decisions.Select(static decision => decision.Code));
        Assert.DoesNotContain(decisions, static decision => decision.Replayed);
        Assert.Equal((600, 400), await BalancesAsync());
    }

    [Fact]
    public async Task A_ledger_behind_a_message_may_know_of_some_commands_only_and_the_others_are_asked_for_again()
    {
        var turnstile = new Turnstile();
        var commands = Send(5);
        // It knows the first, third and last; of the others it has committed one. Asked again, it is full; then it
        // answers.
        Ledger.Next(
            Fault.Behind(turnstile),
            async (batch, _) =>
            {
                await Ledger.CommitRealAsync([batch[1]]);
                var known = await Ledger.CommitRealAsync([batch[0], batch[2], batch[4]]);
                return [known[0], new Decision(OutcomeCode.OutcomeUnknown), known[1],
                    new Decision(OutcomeCode.OutcomeUnknown), known[2]];
            },
            static (batch, _) => new([.. batch.Select(static _ => new Decision(OutcomeCode.Busy))]));
        var first = CommitAsync(Send());
        await turnstile.Reached.InTimeAsync();
        var commits = commands.Select(CommitAsync).ToArray();
        turnstile.Open();
        await first.InTimeAsync();
        await Task.WhenAll(commits[0], commits[2], commits[4]).InTimeAsync();
        await World.Time.PassAsync(count: 1);

        Assert.All(await Task.WhenAll(commits).InTimeAsync(), static decision =>
            Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed)));
        Assert.Equal([commands[1], commands[3]], Ledger.Batches[^1]);
        Assert.Equal((400, 600), await BalancesAsync());
    }

    [Fact]
    public async Task Busy_is_an_answer_the_first_time()
    {
        Ledger.Next(static (batch, _) => new([new Decision(OutcomeCode.Busy)]));
        Assert.Equal(new Decision(OutcomeCode.Busy), await CommitAsync(Send()).InTimeAsync());
        Assert.Single(Ledger.Batches);
    }

    [Fact]
    public async Task A_ledger_that_is_silent_for_too_long_is_unknown_and_its_late_answer_is_learnt_by_a_retry()
    {
        var within = TimeSpan.FromSeconds(9);
        await using var committer = NewCommitter(
            new GroupCommitterOptions { AnswerWithin = within, UnknownPauses = [TimeSpan.FromSeconds(1)] });
        var turnstile = new Turnstile();
        Ledger.Next(Fault.Behind(turnstile));
        var command = Send();
        var commit = committer.CommitAsync(command);
        await turnstile.Reached.InTimeAsync();
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(within - TimeSpan.FromTicks(1));
        Assert.False(commit.IsCompleted);
        World.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await commit.InTimeAsync()).Code);
        Assert.Single(Ledger.Batches);
        turnstile.Open();
        // The late one lands first, or the retry would be the one that pays.
        await Waiting.UntilAsync(async () => await Ledger.FindKeyAsync(Ada, command.Key) is not null);
        var retry = await committer.CommitAsync(command.Again()).InTimeAsync();
        Assert.Equal((OutcomeCode.Committed, true), (retry.Code, retry.Replayed));
        Assert.Equal((900, 100), await BalancesAsync());
    }
}
