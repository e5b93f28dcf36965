using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class TransferChainTests() : WorldTests(balance: 1000)
{
    [Fact]
    public async Task A_transfer_moves_money_and_leaves_the_gate_open()
    {
        var outcome = await SendAsync("key");

        Assert.Equal((OutcomeCode.Committed, false), (outcome.Code, outcome.Replayed));
        Assert.Equal((Ada.Wallet, Bob.Wallet, 900, 100), (
            outcome.Transfer!.Sender, outcome.Transfer.Receiver, outcome.Transfer.SenderBalanceAfterMinor,
            outcome.Transfer.ReceiverBalanceAfterMinor));
        Assert.Equal([outcome.Transfer.Id], World.Gate.Completed);
        Assert.Equal(0, World.InnerGate.Count);
    }

    [Fact]
    public async Task A_retry_replays_the_first_outcome()
    {
        var first = await SendAsync("key");

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await SendAsync("key", amountMinor: 101)).Code);
        Assert.Equal(900, await World.Ledger.BalanceAsync(Ada.Wallet));
    }

    [Fact]
    public async Task A_retry_is_subject_to_the_pin_as_the_first_request_was()
    {
        await SendAsync("key");

        Assert.Equal(OutcomeCode.WrongPin, (await SendAsync("key", pin: World.WrongPin)).Code);
    }

    [Fact]
    public async Task A_transfer_to_oneself_touches_nothing()
    {
        var outcome = await World.Chain.TransferAsync(Ada, World.Request(Ada.Wallet, 1, pin: World.WrongPin))
            .InTimeAsync();

        Assert.Equal(new TransferOutcome(OutcomeCode.SelfTransfer), outcome);
        Assert.Empty(World.Lockouts.Subjects);
        AssertGateAndLedgerUntouched();
    }

    [Fact]
    public async Task A_wrong_pin_touches_neither_gate_nor_ledger_and_leaves_the_key_unused()
    {
        Assert.Equal(
            new TransferOutcome(OutcomeCode.WrongPin, AttemptsLeft: 4), await SendAsync("key", pin: World.WrongPin));
        AssertGateAndLedgerUntouched();

        var outcome = await SendAsync("key", amountMinor: 5);
        Assert.Equal((OutcomeCode.Committed, false), (outcome.Code, outcome.Replayed));
    }

    [Fact]
    public async Task A_locked_pin_touches_neither_gate_nor_ledger()
    {
        for (var i = 0; i < 5; i++)
            await SendAsync("key", pin: World.WrongPin);

        Assert.Equal(new TransferOutcome(OutcomeCode.PinLocked, RetryAfter: TimeSpan.FromMinutes(15)),
            await SendAsync("key"));
        AssertGateAndLedgerUntouched();
    }

    [Fact]
    public async Task A_lockout_that_is_down_or_busy_says_so_and_nothing_is_touched()
    {
        World.Lockouts.ReadsFail = true;
        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));
        World.Lockouts.ReadsFail = false;
        await using (await BusyHashing.OfAsync(World.Hashing, SecretPurpose.Pin))
            Assert.Equal(
                new TransferOutcome(OutcomeCode.Busy, RetryAfter: TimeSpan.FromSeconds(1)), await SendAsync("key"));

        AssertGateAndLedgerUntouched();
    }

    [Fact]
    public async Task A_deposit_needs_no_pin_and_shares_its_keys_with_transfers()
    {
        var deposit = await World.Chain.DepositAsync(Ada, Amount.From(50), Commands.Key("key")).InTimeAsync();

        Assert.Equal((OutcomeCode.Committed, 1050), (deposit.Code, deposit.Transfer!.ReceiverBalanceAfterMinor));
        Assert.Equal(deposit with { Replayed = true },
            await World.Chain.DepositAsync(Ada, Amount.From(50), Commands.Key("key")).InTimeAsync());
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await SendAsync("key", amountMinor: 50)).Code);
        Assert.Equal(1, World.Bcrypt.Verifications);
    }

    [Fact]
    public async Task A_check_of_a_pin_that_takes_time_holds_no_thread()
    {
        var check = new SlowPins();
        var chain = new TransferChain(
            check, World.Gate, World.Committer, World.Ledger, World.Requests, World.Time);

        // A grain's turn would last as long as this call does not return.
        var sent = await Task.Run(() => chain.TransferAsync(Ada, World.Request(Bob.Wallet, 100)).AsTask()
            is { IsCompleted: false } waiting ? [waiting] : Array.Empty<Task<TransferOutcome>>()).InTimeAsync();
        AssertGateAndLedgerUntouched();
        check.Answer.SetResult(new SecretCheck(SecretVerdict.Verified));

        Assert.Equal(OutcomeCode.Committed, (await Assert.Single(sent).InTimeAsync()).Code);
    }

    [Fact]
    public async Task Fifty_simultaneous_requests_with_one_key_deduct_once()
    {
        await SendAsync("warm-up");
        await OneKey.RaceAsync(() => SendAsync("key"));

        Assert.Equal(800, await World.Ledger.BalanceAsync(Ada.Wallet));
        Assert.Equal(0, World.InnerGate.Count);
    }

    private Task<TransferOutcome> SendAsync(string key, long amountMinor = 100, Pin? pin = null) =>
        World.Chain.TransferAsync(Ada, World.Request(Bob.Wallet, amountMinor, key, pin)).InTimeAsync();

    private void AssertGateAndLedgerUntouched()
    {
        Assert.Equal(0, World.Gate.Asked);
        Assert.Empty(World.Ledger.Batches);
    }

    private sealed class SlowPins : IPinVerifier
    {
        public TaskCompletionSource<SecretCheck> Answer { get; } = new();

        public ValueTask<SecretCheck> VerifyAsync(UserId user, Pin pin) => new(Answer.Task);

        public bool IsVerified(UserId user, Pin pin) => false;
    }
}
