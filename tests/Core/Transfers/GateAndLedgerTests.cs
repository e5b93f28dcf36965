using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The gate is fast, the ledger decides: whatever the gate has forgotten, kept or lost, money moves
/// once.</summary>
public sealed class GateAndLedgerTests : IAsyncLifetime
{
    private readonly World _world = new();
    private Caller _ada, _bob;

    public async ValueTask InitializeAsync()
    {
        _ada = await _world.RegisterAsync("ada", 1000);
        _bob = await _world.RegisterAsync("bob");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task With_the_gate_down_payments_go_on_and_still_move_once()
    {
        _world.Gate.Answer = GateAnswer.Down;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => SendAsync("key"))))
            .InTimeAsync();

        Assert.All(outcomes, static outcome => Assert.Equal(OutcomeCode.Committed, outcome.Code));
        Assert.Single(outcomes, static outcome => !outcome.Replayed);
        Assert.Equal(900, await _world.Ledger.BalanceAsync(_ada.Wallet));
        // Whoever never entered has nothing to finalize: by now the key may be somebody else's.
        Assert.Empty(_world.Gate.Completed);
        Assert.Empty(_world.Gate.Released);
    }

    [Fact]
    public async Task A_held_key_without_a_record_is_in_progress_and_the_ledger_is_not_asked_to_commit()
    {
        await HoldAsync("key");

        Assert.Equal(new TransferOutcome(OutcomeCode.TransferInProgress, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));

        Assert.Empty(_world.Ledger.Batches);
        Assert.Equal(1, _world.InnerGate.Count);
        Assert.Equal(OutcomeCode.Committed, (await SendAsync("other-key")).Code);
    }

    [Fact]
    public async Task A_held_key_with_a_record_is_replayed_at_once()
    {
        var first = await SendAsync("key");
        var refused = await SendAsync("refused", 5000);
        await HoldAsync("key");
        await HoldAsync("refused");
        var batches = _world.Ledger.Batches.Count;

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
        Assert.Equal(refused with { Replayed = true }, await SendAsync("refused", 5000));
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await SendAsync("key", 101)).Code);

        Assert.Equal(batches, _world.Ledger.Batches.Count);
        Assert.Equal(2, _world.InnerGate.Count);
    }

    [Theory]
    [InlineData(GateAnswer.Held)]
    [InlineData(GateAnswer.Completed)]
    public async Task When_the_record_cannot_be_read_nothing_is_done(GateAnswer answer)
    {
        (_world.Gate.Answer, _world.Ledger.FindKeyFailure) = (answer, Fault.Failure(LedgerFailure.Unavailable));

        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));

        Assert.Empty(_world.Ledger.Batches);
    }

    [Fact]
    public async Task A_completed_key_with_a_record_is_replayed()
    {
        var first = await SendAsync("key");
        _world.Gate.Answer = GateAnswer.Completed;

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
        Assert.Single(_world.Ledger.Batches);
    }

    [Fact]
    public async Task A_completed_key_without_a_record_is_decided_by_the_ledger()
    {
        _world.Gate.Answer = GateAnswer.Completed;

        var outcomes = new[] { await SendAsync("key"), await SendAsync("key") };

        Assert.Equal([(OutcomeCode.Committed, false), (OutcomeCode.Committed, true)],
            outcomes.Select(static outcome => (outcome.Code, outcome.Replayed)));
        Assert.Equal(900, await _world.Ledger.BalanceAsync(_ada.Wallet));
        Assert.Empty(_world.Gate.Completed);
    }

    [Fact]
    public async Task A_gate_that_has_forgotten_lets_a_retry_through_to_its_record()
    {
        var first = await SendAsync("key");
        Assert.Equal(0, _world.InnerGate.Count);

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
    }

    [Fact]
    public async Task An_attempt_that_surely_did_nothing_gives_its_key_back()
    {
        _world.Ledger.Next(Fault.Unavailable);
        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));
        Assert.Equal(0, _world.InnerGate.Count);
        Assert.Single(_world.Gate.Released);

        Assert.Equal(OutcomeCode.Committed, (await SendAsync("key")).Code);
        Assert.Single(_world.Gate.Completed);
    }

    [Fact]
    public async Task A_full_committer_is_busy_and_gives_the_key_back()
    {
        await using var full =
            new GroupCommitter(_world.Ledger, _world.Time, options: new GroupCommitterOptions { MaxWaiting = 0 });

        var outcome = await _world.NewChain(full).TransferAsync(_ada, World.Request(_bob.Wallet, 1)).InTimeAsync();

        Assert.Equal(new TransferOutcome(OutcomeCode.Busy, RetryAfter: TimeSpan.FromSeconds(1)), outcome);
        Assert.Equal(0, _world.InnerGate.Count);
    }

    [Fact]
    public async Task An_attempt_of_which_nobody_knows_what_it_did_keeps_its_gate_shut()
    {
        _world.Ledger.Next(Fault.LostAnswer);
        _world.Ledger.Always = Fault.LostRequest;
        var sending = SendAsync("key");
        // The chain's deadline is a timer too.
        await _world.Time.PassAsync(beside: 1);

        Assert.Equal(new TransferOutcome(OutcomeCode.OutcomeUnknown, RetryAfter: TimeSpan.FromSeconds(2)),
            await sending.InTimeAsync());
        Assert.Equal(1, _world.InnerGate.Count);
        Assert.Empty(_world.Gate.Released);
        Assert.Empty(_world.Gate.Completed);

        // It had landed; a retry finds the record although the gate is held.
        _world.Ledger.Always = null;
        var retried = await SendAsync("key");
        Assert.Equal((OutcomeCode.Committed, true), (retried.Code, retried.Replayed));
        Assert.Equal(900, await _world.Ledger.BalanceAsync(_ada.Wallet));
    }

    [Fact]
    public async Task After_ten_seconds_the_outcome_is_unknown_and_the_late_commit_finalizes()
    {
        var turnstile = new Turnstile();
        _world.Ledger.Next(Fault.Behind(turnstile));
        var sending = SendAsync("key");
        await turnstile.Reached.InTimeAsync();
        await _world.Time.WhenTimersAsync(1).InTimeAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(sending.IsCompleted);
        _world.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new TransferOutcome(OutcomeCode.OutcomeUnknown, RetryAfter: TimeSpan.FromSeconds(2)),
            await sending.InTimeAsync());
        // Until it lands, the gate is held and a retry waits.
        Assert.Equal(OutcomeCode.TransferInProgress, (await SendAsync("key")).Code);
        turnstile.Open();
        await _world.Gate.Finalized.InTimeAsync();

        Assert.Equal(0, _world.InnerGate.Count);
        var late = Assert.Single(_world.Gate.Completed);
        var retried = await SendAsync("key");
        Assert.Equal((OutcomeCode.Committed, true, late), (retried.Code, retried.Replayed, retried.Transfer!.Id));
        Assert.Equal(900, await _world.Ledger.BalanceAsync(_ada.Wallet));
    }

    [Fact]
    public async Task A_commit_that_fails_after_the_deadline_gives_the_key_back()
    {
        var turnstile = new Turnstile();
        _world.Ledger.Next(async (batch, commit) =>
        {
            await turnstile.PassAsync();
            return await Fault.Unavailable(batch, commit);
        });
        var sending = SendAsync("key");
        await turnstile.Reached.InTimeAsync();
        await _world.Time.WhenTimersAsync(1).InTimeAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(OutcomeCode.OutcomeUnknown, (await sending.InTimeAsync()).Code);
        turnstile.Open();
        await _world.Gate.Finalized.InTimeAsync();

        Assert.Single(_world.Gate.Released);
        Assert.Equal(0, _world.InnerGate.Count);
    }

    [Fact]
    public async Task An_attempt_that_outlives_its_hold_leaves_the_next_ones_alone()
    {
        var turnstile = new Turnstile();
        _world.Ledger.Next(Fault.Behind(turnstile));
        var slow = SendAsync("key");
        await turnstile.Reached.InTimeAsync();
        await _world.Time.WhenTimersAsync(1).InTimeAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(OutcomeCode.OutcomeUnknown, (await slow.InTimeAsync()).Code);

        // The hold has expired, so the retry enters, and its commit queues behind the slow one, which lands first.
        var retry = SendAsync("key");
        turnstile.Open();

        var retried = await retry.InTimeAsync();
        Assert.Equal((OutcomeCode.Committed, true), (retried.Code, retried.Replayed));
        Assert.Equal(900, await _world.Ledger.BalanceAsync(_ada.Wallet));
        Assert.Equal(0, _world.InnerGate.Count);
    }

    [Theory]
    [InlineData(false, OutcomeCode.Committed)]
    [InlineData(true, OutcomeCode.Unavailable)]
    public async Task An_attempt_that_may_have_entered_is_answered_without_the_gate_and_finalized_like_one_that_has(
        bool isDown, OutcomeCode code)
    {
        _world.Ledger.Always = isDown ? Fault.Unavailable : null;
        (_world.Gate.Answer, _world.Gate.Finalizing) = (GateAnswer.InDoubt, new Turnstile());

        Assert.Equal(code, (await SendAsync("key")).Code);

        await _world.Gate.Finalizing.Reached.InTimeAsync();
        _world.Gate.Finalizing.Open();
        await _world.Gate.Finalized.InTimeAsync();
        Assert.Equal(isDown ? (0, 1) : (1, 0), (_world.Gate.Completed.Count, _world.Gate.Released.Count));
    }

    [Fact]
    public async Task An_attempt_that_may_have_entered_is_finalized_when_its_late_commit_lands()
    {
        _world.Gate.Answer = GateAnswer.InDoubt;
        var turnstile = new Turnstile();
        _world.Ledger.Next(Fault.Behind(turnstile));
        var sending = SendAsync("key");
        await turnstile.Reached.InTimeAsync();
        await _world.Time.WhenTimersAsync(1).InTimeAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(OutcomeCode.OutcomeUnknown, (await sending.InTimeAsync()).Code);

        turnstile.Open();
        await _world.Gate.Finalized.InTimeAsync();
        Assert.Single(_world.Gate.Completed);
    }

    private Task<TransferOutcome> SendAsync(string key, long amountMinor = 100) =>
        _world.Chain.TransferAsync(_ada, World.Request(_bob.Wallet, amountMinor, key)).InTimeAsync();

    // Another attempt that has entered and not yet finished.
    private async Task HoldAsync(string key) => Assert.Equal(
        GateAnswer.Entered,
        await _world.InnerGate.EnterAsync(_ada.Wallet, Commands.Key(key), TransferId.New(TimeProvider.System)));
}
