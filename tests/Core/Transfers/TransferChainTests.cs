using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

public sealed class TransferChainTests : IAsyncLifetime
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
    public async Task A_transfer_moves_money_and_leaves_the_gate_open()
    {
        var outcome = await SendAsync("key");

        Assert.Equal((OutcomeCode.Committed, false), (outcome.Code, outcome.Replayed));
        Assert.Equal((_ada.Wallet, _bob.Wallet, 900, 100), (
            outcome.Transfer!.Sender, outcome.Transfer.Receiver, outcome.Transfer.SenderBalanceAfterMinor,
            outcome.Transfer.ReceiverBalanceAfterMinor));
        Assert.Equal([outcome.Transfer.Id], _world.Gate.Completed);
        Assert.Equal(0, _world.InnerGate.Count);
    }

    [Fact]
    public async Task A_retry_replays_the_first_outcome()
    {
        var first = await SendAsync("key");

        Assert.Equal(first with { Replayed = true }, await SendAsync("key"));
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await SendAsync("key", amountMinor: 101)).Code);
        Assert.Equal(900, await _world.Ledger.BalanceAsync(_ada.Wallet));
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
        var outcome = await _world.Chain.TransferAsync(_ada, World.Request(_ada.Wallet, 1, pin: World.WrongPin))
            .InTimeAsync();

        Assert.Equal(new TransferOutcome(OutcomeCode.SelfTransfer), outcome);
        Assert.Empty(_world.Lockouts.Subjects);
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
        _world.Lockouts.ReadsFail = true;
        Assert.Equal(new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
            await SendAsync("key"));
        _world.Lockouts.ReadsFail = false;
        await using (await BusyHashing.OfAsync(_world.Hashing, SecretPurpose.Pin))
            Assert.Equal(
                new TransferOutcome(OutcomeCode.Busy, RetryAfter: TimeSpan.FromSeconds(1)), await SendAsync("key"));

        AssertGateAndLedgerUntouched();
    }

    [Fact]
    public async Task A_deposit_needs_no_pin_and_shares_its_keys_with_transfers()
    {
        var deposit = await _world.Chain.DepositAsync(_ada, Amount.From(50), Commands.Key("key")).InTimeAsync();

        Assert.Equal((OutcomeCode.Committed, 1050), (deposit.Code, deposit.Transfer!.ReceiverBalanceAfterMinor));
        Assert.Equal(deposit with { Replayed = true },
            await _world.Chain.DepositAsync(_ada, Amount.From(50), Commands.Key("key")).InTimeAsync());
        Assert.Equal(OutcomeCode.IdempotencyKeyReused, (await SendAsync("key", amountMinor: 50)).Code);
        Assert.Equal(1, _world.Bcrypt.Verifications);
    }

    [Fact]
    public async Task Fifty_simultaneous_requests_with_one_key_deduct_once()
    {
        await SendAsync("warm-up");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => SendAsync("key"))))
            .InTimeAsync();

        Assert.Single(outcomes, static outcome => outcome is { Code: OutcomeCode.Committed, Replayed: false });
        Assert.All(outcomes, static outcome =>
            Assert.Contains(outcome.Code, new[] { OutcomeCode.Committed, OutcomeCode.TransferInProgress }));
        Assert.Equal(800, await _world.Ledger.BalanceAsync(_ada.Wallet));
        Assert.Equal(0, _world.InnerGate.Count);
    }

    private Task<TransferOutcome> SendAsync(string key, long amountMinor = 100, Pin? pin = null) =>
        _world.Chain.TransferAsync(_ada, World.Request(_bob.Wallet, amountMinor, key, pin)).InTimeAsync();

    private void AssertGateAndLedgerUntouched()
    {
        Assert.Equal(0, _world.Gate.Asked);
        Assert.Empty(_world.Ledger.Batches);
    }
}
