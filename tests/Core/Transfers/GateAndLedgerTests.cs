using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The gate is fast, the ledger decides: whatever the gate has forgotten, kept or lost, money moves
/// once.</summary>
public sealed class GateAndLedgerTests() : WorldTests(balance: 1000)
{
    [Fact]
    public async Task With_the_gate_down_payments_go_on_and_still_move_once()
    {
        World.Gate.Answer = GateAnswer.Down;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => SendAsync("key"))))
            .InTimeAsync();

        Assert.All(outcomes, static outcome => Assert.Equal(OutcomeCode.Committed, outcome.Code));
        Assert.Single(outcomes, static outcome => !outcome.Replayed);
        Assert.Equal(900, await World.Ledger.BalanceAsync(Ada.Wallet));
        // Whoever never entered has nothing to finalize: by now the key may be somebody else's.
        Assert.Empty(World.Gate.Completed);
        Assert.Empty(World.Gate.Released);
    }

    [Fact]
    public async Task A_held_key_without_a_record_is_in_progress_and_the_ledger_is_not_asked_to_commit()
    {
        await HoldAsync("key");

        Assert.Equal(new TransferOutcome(OutcomeCode.TransferInProgress, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));

        Assert.Empty(World.Ledger.Batches);
        Assert.Equal(1, World.InnerGate.Count);
        Assert.Equal(OutcomeCode.Committed, (await SendAsync("other-key")).Code);
    }

    [Fact]
    public async Task A_held_key_with_a_record_is_replayed_at_once()
    {
        var first = await SendAsync("key");
        var refused = await SendAsync("refused", 5000);
        await HoldAsync("key");
        await HoldAsync("refused");
        var batches = World.Ledger.Batches.Count;

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
        Assert.Equal(refused with { Replayed = true }, await SendAsync("refused", 5000));
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await SendAsync("key", 101)).Code);

        Assert.Equal(batches, World.Ledger.Batches.Count);
        Assert.Equal(2, World.InnerGate.Count);
    }

    [Theory]
    [InlineData(GateAnswer.Held)]
    [InlineData(GateAnswer.Completed)]
    public async Task When_the_record_cannot_be_read_nothing_is_done(GateAnswer answer)
    {
        (World.Gate.Answer, World.Ledger.FindKeyFailure) = (answer, Fault.Failure(LedgerFailure.Unavailable));

        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));

        Assert.Empty(World.Ledger.Batches);
    }

    [Fact]
    public async Task A_completed_key_with_a_record_is_replayed()
    {
        var first = await SendAsync("key");
        World.Gate.Answer = GateAnswer.Completed;

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
        Assert.Single(World.Ledger.Batches);
    }

    [Fact]
    public async Task A_completed_key_without_a_record_is_decided_by_the_ledger()
    {
        World.Gate.Answer = GateAnswer.Completed;

        var outcomes = new[] { await SendAsync("key"), await SendAsync("key") };

        Assert.Equal([(OutcomeCode.Committed, false), (OutcomeCode.Committed, true)],
            outcomes.Select(static outcome => (outcome.Code, outcome.Replayed)));
        Assert.Equal(900, await World.Ledger.BalanceAsync(Ada.Wallet));
        Assert.Empty(World.Gate.Completed);
    }

    [Fact]
    public async Task A_gate_that_has_forgotten_lets_a_retry_through_to_its_record()
    {
        var first = await SendAsync("key");
        Assert.Equal(0, World.InnerGate.Count);

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
    }

    [Fact]
    public async Task An_attempt_that_surely_did_nothing_gives_its_key_back()
    {
        World.Ledger.Next(Fault.Unavailable);
        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));
        Assert.Equal(0, World.InnerGate.Count);
        Assert.Single(World.Gate.Released);

        Assert.Equal(OutcomeCode.Committed, (await SendAsync("key")).Code);
        Assert.Single(World.Gate.Completed);
    }

    [Fact]
    public async Task A_full_committer_is_busy_and_gives_the_key_back()
    {
        await using var full =
            new GroupCommitter(World.Ledger, World.Time, options: new GroupCommitterOptions { MaxWaiting = 0 });

        var outcome = await World.NewChain(full).TransferAsync(Ada, World.Request(Bob.Wallet, 1)).InTimeAsync();

        Assert.Equal(new TransferOutcome(OutcomeCode.Busy, RetryAfter: TimeSpan.FromSeconds(1)), outcome);
        Assert.Equal(0, World.InnerGate.Count);
    }

    [Fact]
    public async Task An_attempt_of_which_nobody_knows_what_it_did_keeps_its_gate_shut()
    {
        World.Ledger.Next(Fault.LostAnswer);
        World.Ledger.Always = Fault.LostRequest;
        var sending = SendAsync("key");
        // The chain's deadline is a timer too.
        await World.Time.PassAsync(beside: 1);

        Assert.Equal(new TransferOutcome(OutcomeCode.OutcomeUnknown, RetryAfter: TimeSpan.FromSeconds(2)),
            await sending.InTimeAsync());
        Assert.Equal(1, World.InnerGate.Count);
        Assert.Empty(World.Gate.Released);
        Assert.Empty(World.Gate.Completed);

        // It had landed; a retry finds the record although the gate is held.
        World.Ledger.Always = null;
        var retried = await SendAsync("key");
        Assert.Equal((OutcomeCode.Committed, true), (retried.Code, retried.Replayed));
        Assert.Equal(900, await World.Ledger.BalanceAsync(Ada.Wallet));
    }

    [Fact]
    public async Task After_ten_seconds_the_outcome_is_unknown_and_the_late_commit_finalizes()
    {
        var turnstile = new Turnstile();
        World.Ledger.Next(Fault.Behind(turnstile));
        var sending = SendAsync("key");
        await turnstile.Reached.InTimeAsync();
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(sending.IsCompleted);
        World.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new TransferOutcome(OutcomeCode.OutcomeUnknown, RetryAfter: TimeSpan.FromSeconds(2)),
            await sending.InTimeAsync());
        // Until it lands, the gate is held and a retry waits.
        Assert.Equal(OutcomeCode.TransferInProgress, (await SendAsync("key")).Code);
        turnstile.Open();
        await World.Gate.Finalized.InTimeAsync();

        Assert.Equal(0, World.InnerGate.Count);
        var late = Assert.Single(World.Gate.Completed);
        var retried = await SendAsync("key");
        Assert.Equal((OutcomeCode.Committed, true, late), (retried.Code, retried.Replayed, retried.Transfer!.Id));
        Assert.Equal(900, await World.Ledger.BalanceAsync(Ada.Wallet));
    }

    [Fact]
    public async Task A_commit_that_fails_after_the_deadline_gives_the_key_back()
    {
        var turnstile = await OutlastDeadlineAsync(Fault.Unavailable);
        turnstile.Open();
        await World.Gate.Finalized.InTimeAsync();

        Assert.Single(World.Gate.Released);
        Assert.Equal(0, World.InnerGate.Count);
    }

    [Fact]
    public async Task An_attempt_that_outlives_its_hold_leaves_the_next_ones_alone()
    {
        var turnstile = await OutlastDeadlineAsync();
        World.Time.Advance(TimeSpan.FromSeconds(20));

        // The hold has expired, so the retry enters, and its commit queues behind the slow one, which lands first.
        var retry = SendAsync("key");
        turnstile.Open();

        var retried = await retry.InTimeAsync();
        Assert.Equal((OutcomeCode.Committed, true), (retried.Code, retried.Replayed));
        Assert.Equal(900, await World.Ledger.BalanceAsync(Ada.Wallet));
        Assert.Equal(0, World.InnerGate.Count);
    }

    [Theory]
    [InlineData(false, OutcomeCode.Committed)]
    [InlineData(true, OutcomeCode.Unavailable)]
    public async Task An_attempt_that_may_have_entered_is_answered_without_the_gate_and_finalized_like_one_that_has(
        bool isDown, OutcomeCode code)
    {
        World.Ledger.Always = isDown ? Fault.Unavailable : null;
        (World.Gate.Answer, World.Gate.Finalizing) = (GateAnswer.InDoubt, new Turnstile());

        Assert.Equal(code, (await SendAsync("key")).Code);

        await World.Gate.Finalizing.Reached.InTimeAsync();
        World.Gate.Finalizing.Open();
        await World.Gate.Finalized.InTimeAsync();
        Assert.Equal(isDown ? (0, 1) : (1, 0), (World.Gate.Completed.Count, World.Gate.Released.Count));
    }

    [Fact]
    public async Task An_attempt_that_may_have_entered_is_finalized_when_its_late_commit_lands()
    {
        World.Gate.Answer = GateAnswer.InDoubt;
        var turnstile = await OutlastDeadlineAsync();
        turnstile.Open();
        await World.Gate.Finalized.InTimeAsync();
        Assert.Single(World.Gate.Completed);
    }

    private Task<TransferOutcome> SendAsync(string key, long amountMinor = 100) =>
        World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, amountMinor, key)).InTimeAsync();

    // A transfer under "key" that is answered when its deadline of ten seconds has passed, while its commit is under
    // way until the turnstile opens.
    private async Task<Turnstile> OutlastDeadlineAsync(CommitStep? then = null)
    {
        var turnstile = new Turnstile();
        World.Ledger.Next(async (batch, commit) =>
        {
            await turnstile.PassAsync();
            return await (then ?? Fault.None)(batch, commit);
        });
        var sending = SendAsync("key");
        await turnstile.Reached.InTimeAsync();
        await World.Time.WhenTimersAsync(1).InTimeAsync();
        World.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(OutcomeCode.OutcomeUnknown, (await sending.InTimeAsync()).Code);
        return turnstile;
    }

    // Another attempt that has entered and not yet finished.
    private async Task HoldAsync(string key) => Assert.Equal(
        GateAnswer.Entered,
        await World.InnerGate.EnterAsync(Ada.Wallet, Commands.Key(key), TransferId.New(TimeProvider.System)));
}
