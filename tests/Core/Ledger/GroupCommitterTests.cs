using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class GroupCommitterTests() : CommitterTests(balance: 100_000)
{
    [Fact]
    public async Task A_lone_command_commits_at_once()
    {
        var decision = await CommitAsync(Send()).InTimeAsync();

        Assert.Equal(OutcomeCode.Committed, decision.Code);
        Assert.Single(Assert.Single(Ledger.Batches));
    }

    [Fact]
    public async Task What_waits_while_a_batch_commits_is_the_next_batch_up_to_512_and_in_order()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var waiting = Send(600);
        var decisions = waiting.Select(CommitAsync).ToArray();
        Assert.DoesNotContain(decisions, static decision => decision.IsCompleted);
        turnstile.Open();

        var decided = await Task.WhenAll(decisions).InTimeAsync();
        Assert.All(decided, static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal([1, 512, 88], Ledger.Batches.Select(static batch => batch.Length));
        Assert.Equal(waiting, Ledger.Batches.Skip(1).SelectMany(static batch => batch));
        Assert.Equal(waiting.Select(static command => command.ProposedId),
            decided.Select(static decision => decision.Transfer!.Id));
    }

    [Fact]
    public async Task More_than_may_wait_are_refused_and_surely_did_nothing()
    {
        await using var committer = NewCommitter(new GroupCommitterOptions { MaxWaiting = 10 });
        var (turnstile, first) = await HoldFirstAsync(committer);
        var waiting = Enumerable.Range(0, 10).Select(_ => committer.CommitAsync(Send())).ToArray();
        var refused = Send();

        Assert.Equal(new Decision(OutcomeCode.Busy), await committer.CommitAsync(refused).InTimeAsync());
        turnstile.Open();

        Assert.All(await Task.WhenAll([first, .. waiting]).InTimeAsync(), static decision =>
            Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Null(await Ledger.FindKeyAsync(Ada, refused.Key));
        Assert.Equal(OutcomeCode.Committed, (await committer.CommitAsync(refused).InTimeAsync()).Code);
    }

    [Fact]
    public async Task After_a_stall_what_nobody_waits_for_any_more_has_done_nothing_and_says_so()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var (old, older) = (Send(), Send());
        var expired = new[] { older, old }.Select(CommitAsync).ToArray();
        World.Time.Advance(TransferChain.CommitDeadline);
        var fresh = Send();
        var decision = CommitAsync(fresh);
        turnstile.Open();

        Assert.Equal(OutcomeCode.Committed, (await decision.InTimeAsync()).Code);
        Assert.All(await Task.WhenAll(expired).InTimeAsync(), static late =>
            Assert.Equal(new Decision(OutcomeCode.Unavailable), late));
        Assert.Equal([fresh], Assert.Single(Ledger.Batches.Skip(1)));
        Assert.Equal(OutcomeCode.Committed, (await CommitAsync(old).InTimeAsync()).Code);
    }

    [Fact]
    public async Task When_all_that_waits_has_expired_the_next_is_taken_as_ever()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var expired = CommitAsync(Send());
        World.Time.Advance(TransferChain.CommitDeadline);
        turnstile.Open();

        Assert.Equal(OutcomeCode.Unavailable, (await expired.InTimeAsync()).Code);
        Assert.Equal(OutcomeCode.Committed, (await CommitAsync(Send()).InTimeAsync()).Code);
    }

    [Fact]
    public async Task What_has_expired_is_answered_once_however_many_batches_follow()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var expired = CommitAsync(Send());
        World.Time.Advance(TransferChain.CommitDeadline);
        var fresh = Enumerable.Range(0, Limits.MaxBatch + 1).Select(_ => CommitAsync(Send())).ToArray();
        turnstile.Open();

        Assert.Equal(OutcomeCode.Unavailable, (await expired.InTimeAsync()).Code);
        Assert.All(await Task.WhenAll(fresh).InTimeAsync(), static decision =>
            Assert.Equal(OutcomeCode.Committed, decision.Code));
    }

    [Fact]
    public async Task Four_full_batches_may_wait_unless_told_otherwise()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var decisions = Enumerable.Range(0, 4 * Limits.MaxBatch + 1).Select(_ => CommitAsync(Send())).ToArray();
        Assert.Equal(new Decision(OutcomeCode.Busy), await decisions[^1].InTimeAsync());
        turnstile.Open();

        Assert.All(await Task.WhenAll(decisions[..^1]).InTimeAsync(), static decision =>
            Assert.Equal(OutcomeCode.Committed, decision.Code));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(99)]
    public async Task A_poisoned_command_is_found_by_halves_while_its_neighbours_commit(int at)
    {
        await using var committer = NewCommitter();
        var (turnstile, first) = await HoldFirstAsync(committer);

        var batch = Enumerable.Range(0, 100).Select(i => i == at ? Poisoned() : Send()).ToArray();
        var decisions = batch.Select(committer.CommitAsync).ToArray();
        turnstile.Open();

        await first.InTimeAsync();
        Assert.Equal(
            batch.Select((_, i) => i == at ? OutcomeCode.Unavailable : OutcomeCode.Committed),
            (await Task.WhenAll(decisions).InTimeAsync()).Select(static decision => decision.Code));
        // The whole, then two halves at each of seven levels at most.
        Assert.InRange(Ledger.Batches.Count, 2, 2 + 2 * 7);
        Assert.IsType<InvalidOperationException>(Assert.Single(Reported));
        Assert.Equal(100_000 - 100, await Ledger.BalanceAsync(Ada));
    }

    [Fact]
    public async Task Several_poisoned_commands_are_all_found()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var batch = Enumerable.Range(0, 40)
            .Select(i => i % 7 == 3 ? Poisoned() : Send()).ToArray();
        var decisions = batch.Select(CommitAsync).ToArray();
        turnstile.Open();

        Assert.Equal(
            batch.Select(static (_, i) => i % 7 == 3 ? OutcomeCode.Unavailable : OutcomeCode.Committed),
            (await Task.WhenAll(decisions).InTimeAsync()).Select(static decision => decision.Code));
    }

    [Fact]
    public async Task When_the_store_is_down_the_batch_did_nothing_and_the_next_may_work()
    {
        Ledger.Next(Fault.Unavailable);
        var command = Send();

        Assert.Equal(new Decision(OutcomeCode.Unavailable), await CommitAsync(command).InTimeAsync());

        Assert.Single(Ledger.Batches);
        Assert.Equal(OutcomeCode.Committed, (await CommitAsync(command).InTimeAsync()).Code);
    }

    [Theory]
    [InlineData(LedgerFailure.Unavailable, OutcomeCode.Unavailable)]
    [InlineData(LedgerFailure.Unknown, OutcomeCode.Committed)]
    [InlineData(null, OutcomeCode.Unavailable)]
    public async Task A_log_that_fails_keeps_nobody_waiting(LedgerFailure? failure, OutcomeCode expected)
    {
        await using var committer = new GroupCommitter(Ledger, World.Time, static _ =>
            throw new InvalidOperationException("The log is full."));
        Ledger.Next((_, _) =>
            throw (failure is { } known ? Fault.Failure(known) : new InvalidOperationException("Scripted.")));

        Assert.Equal(expected, (await committer.CommitAsync(Send()).InTimeAsync()).Code);
        Assert.Equal(OutcomeCode.Committed, (await committer.CommitAsync(Send()).InTimeAsync()).Code);
    }

    [Fact]
    public async Task Racing_commands_are_each_decided_once()
    {
        var decisions = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Task.Run(() => CommitAsync(Send()))))
            .InTimeAsync();

        Assert.All(decisions, static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal(2000, Ledger.Batches.Sum(static batch => batch.Length));
        Assert.Equal((98_000, 2000), await BalancesAsync());
    }

    [Fact]
    public async Task Disposing_takes_nothing_more_and_answers_all_that_was_accepted()
    {
        var (turnstile, _) = await HoldFirstAsync();
        var accepted = Enumerable.Range(0, 20).Select(_ => CommitAsync(Send())).ToArray();
        var disposing = World.Committer.DisposeAsync().AsTask();

        Assert.Equal(OutcomeCode.Unavailable, (await CommitAsync(Send()).InTimeAsync()).Code);
        Assert.False(disposing.IsCompleted);
        turnstile.Open();
        await disposing.InTimeAsync();

        Assert.All(accepted, static decision => Assert.True(decision.IsCompletedSuccessfully));
        Assert.All(await Task.WhenAll(accepted), static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal(OutcomeCode.Unavailable, (await CommitAsync(Send()).InTimeAsync()).Code);
    }
}
