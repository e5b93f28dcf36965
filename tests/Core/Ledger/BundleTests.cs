using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>What arrives together is answered together, and each command of it as if it had come alone.</summary>
public sealed class BundleTests() : CommitterTests(balance: 100_000)
{
    [Fact]
    public async Task A_bundle_of_nothing_is_answered_at_once_and_nobody_is_asked()
    {
        var answers = CommitAsync();

        Assert.True(answers.IsCompletedSuccessfully);
        Assert.Empty(await answers);
        Assert.Empty(Ledger.Batches);
    }

    [Fact]
    public async Task A_bundle_is_begun_on_the_callers_thread()
    {
        int? thread = null;
        Ledger.Next((_, commit) =>
        {
            thread = Environment.CurrentManagedThreadId;
            return commit();
        });

        var answers = CommitAsync(Send(), Send());

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.All(await answers.InTimeAsync(), static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
    }

    [Fact]
    public async Task Each_command_of_a_bundle_has_its_own_answer_in_order()
    {
        var (first, last) = (Send(), Send());

        var decisions = await CommitAsync(first, Commands.Transfer(Ada, Bob, 100_001),
            Commands.Transfer(Ada, Commands.Wallet("nobody"), 1), first, last).InTimeAsync();

        Assert.Equal(
            [
                OutcomeCode.Committed, OutcomeCode.InsufficientFunds, OutcomeCode.ReceiverNotFound,
                OutcomeCode.Committed, OutcomeCode.Committed,
            ],
            decisions.Select(static decision => decision.Code));
        Assert.Equal(
            [first.ProposedId, null, null, first.ProposedId, last.ProposedId],
            decisions.Select(static decision => decision.Transfer?.Id));
        Assert.Single(Ledger.Batches);
    }

    [Fact]
    public async Task A_bundle_larger_than_a_batch_is_spread_over_batches_and_answered_when_all_of_it_is_decided()
    {
        var turnstile = new Turnstile();
        Ledger.Next(Fault.None, Fault.Behind(turnstile));
        var bundle = Send(600);
        var answers = CommitAsync(bundle);
        await turnstile.Reached.InTimeAsync();
        Assert.False(answers.IsCompleted);
        turnstile.Open();

        var decisions = await answers.InTimeAsync();
        Assert.Equal(bundle.Select(static command => command.ProposedId),
            decisions.Select(static decision => decision.Transfer!.Id));
        Assert.Equal([512, 88], Ledger.Batches.Select(static batch => batch.Length));
    }

    [Fact]
    public async Task What_of_a_bundle_finds_no_room_is_refused_and_the_rest_is_decided()
    {
        await using var committer = NewCommitter(new GroupCommitterOptions { MaxWaiting = 10 });
        var bundle = Send(15);

        var decisions = await committer.CommitAsync(bundle).InTimeAsync();

        Assert.Equal(bundle[..10].Select(static command => command.ProposedId),
            decisions[..10].Select(static decision => decision.Transfer!.Id));
        Assert.All(decisions[10..], static decision => Assert.Equal(new Decision(OutcomeCode.Busy), decision));
        Assert.Equal([bundle[..10]], Ledger.Batches);
    }

    [Fact]
    public async Task A_bundle_of_which_nothing_finds_room_is_refused_at_once()
    {
        await using var committer = NewCommitter(new GroupCommitterOptions { MaxWaiting = 0 });

        var answers = committer.CommitAsync([Send(), Send()]);

        Assert.True(answers.IsCompletedSuccessfully);
        Assert.Equal([new Decision(OutcomeCode.Busy), new Decision(OutcomeCode.Busy)], await answers);
        Assert.Empty(Ledger.Batches);
        Assert.Equal(0, committer.Waiting);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("b")]
    [InlineData("sb")]
    [InlineData("bs")]
    [InlineData("bb")]
    [InlineData("sbs")]
    [InlineData("bsb")]
    public async Task What_comes_alone_and_what_comes_in_bundles_waits_together_and_is_one_batch_in_order(
        string arrivals)
    {
        Assert.Equal(0, World.Committer.Waiting);
        var (turnstile, first) = await HoldFirstAsync();
        var (sent, answers) = (new List<LedgerCommand>(), new List<Task<Decision[]>>());
        foreach (var arrival in arrivals)
        {
            var commands = Send(arrival == 'b' ? 3 : 1);
            sent.AddRange(commands);
            answers.Add(arrival == 'b' ? CommitAsync(commands) : AloneAsync(commands[0]));
        }

        // Nothing overtakes the batch that is under way.
        Assert.Equal(sent.Count, World.Committer.Waiting);
        Assert.Single(Ledger.Batches);
        turnstile.Open();

        await first.InTimeAsync();
        var decisions = (await Task.WhenAll(answers).InTimeAsync()).SelectMany(static decisions => decisions);
        Assert.Equal(sent.Select(static command => command.ProposedId),
            decisions.Select(static decision => decision.Transfer!.Id));
        Assert.Equal(sent, Assert.Single(Ledger.Batches.Skip(1)));
        Assert.Equal(0, World.Committer.Waiting);
    }

    [Fact]
    public void Answers_of_a_bundle_are_given_at_once_where_the_ledger_answers()
    {
        Ledger.Always = static (batch, _) =>
            new([.. batch.Select(static _ => new Decision(OutcomeCode.InsufficientFunds))]);

        // By a ledger that answers on the spot: nobody else needs to be waited for. Another thread would be late at one
        // time or another.
        for (var i = 0; i < 200; i++)
            Assert.True(CommitAsync(Send(), Send()).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_poisoned_command_of_a_bundle_spoils_none_of_the_others()
    {
        var bundle = Enumerable.Range(0, 20)
            .Select(i => i is 7 or 19 ? Poisoned() : Send()).ToArray();

        var decisions = await CommitAsync(bundle).InTimeAsync();

        Assert.Equal(
            bundle.Select(static (_, i) => i is 7 or 19 ? OutcomeCode.Unavailable : OutcomeCode.Committed),
            decisions.Select(static decision => decision.Code));
        Assert.Equal(100_000 - 18, await Ledger.BalanceAsync(Ada));
    }

    [Fact]
    public async Task A_bundle_whose_answer_was_lost_is_found_again()
    {
        Ledger.Next(Fault.LostAnswer);

        var decisions = await CommitAsync(Send(), Send()).InTimeAsync();

        Assert.All(decisions, static decision =>
            Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed)));
        Assert.Equal(2, Ledger.Batches.Count);
        Assert.Equal(100_000 - 2, await Ledger.BalanceAsync(Ada));
    }

    [Theory]
    [InlineData("k?k?k")]
    [InlineData("?kk?k")]
    [InlineData("k?kk?")]
    [InlineData("??k??")]
    public async Task Of_a_bundle_only_what_is_not_known_is_asked_for_again_and_each_has_its_own_answer(string known)
    {
        var bundle = known.Select(_ => Send()).ToArray();
        var unknown = bundle.Where((_, i) => known[i] == '?').ToArray();
        Ledger.Next(async (_, commit) =>
            [.. (await commit())
                .Select((decision, i) => known[i] == '?' ? new Decision(OutcomeCode.OutcomeUnknown) : decision)]);

        var decisions = await CommitAsync(bundle).InTimeAsync();

        Assert.Equal(bundle.Select(static command => command.ProposedId),
            decisions.Select(static decision => decision.Transfer!.Id));
        Assert.Equal([bundle, unknown], Ledger.Batches);
    }

    [Fact]
    public async Task A_bundle_that_waited_too_long_has_done_nothing_and_says_so()
    {
        var (turnstile, first) = await HoldFirstAsync();
        var expired = CommitAsync(Send(), Send());
        World.Time.Advance(TransferChain.CommitDeadline);
        var fresh = Send();
        var answers = CommitAsync(fresh);
        turnstile.Open();

        await first.InTimeAsync();
        Assert.Equal([new Decision(OutcomeCode.Unavailable), new Decision(OutcomeCode.Unavailable)],
            await expired.InTimeAsync());
        Assert.Equal(OutcomeCode.Committed, Assert.Single(await answers.InTimeAsync()).Code);
        Assert.Equal([[fresh]], Ledger.Batches.Skip(1));
    }

    [Fact]
    public async Task Disposing_waits_for_a_bundle_and_takes_no_other()
    {
        var turnstile = new Turnstile();
        Ledger.Next(Fault.Behind(turnstile));
        var accepted = CommitAsync(Send(), Send());
        var disposing = World.Committer.DisposeAsync().AsTask();

        var refused = CommitAsync(Send(), Send());
        Assert.True(refused.IsCompletedSuccessfully);
        Assert.Equal([new Decision(OutcomeCode.Unavailable), new Decision(OutcomeCode.Unavailable)], await refused);
        Assert.False(disposing.IsCompleted);
        turnstile.Open();
        await disposing.InTimeAsync();

        Assert.True(accepted.IsCompletedSuccessfully);
        Assert.All(await accepted, static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
    }

    private Task<Decision[]> CommitAsync(params LedgerCommand[] bundle) => World.Committer.CommitAsync(bundle);

    private async Task<Decision[]> AloneAsync(LedgerCommand command) => [await World.Committer.CommitAsync(command)];
}
